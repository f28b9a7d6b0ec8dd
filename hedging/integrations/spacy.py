"""A spaCy pipeline component: cues as spans, sentences and documents with a score.

    pip install 'hedging[spacy]'

spaCy finds it by its entry point: `nlp.add_pipe("hedging")`, and nothing needs to be imported.
"""

# No annotations are kept as text here: spaCy 3.7 reads those of `make`, and can read types only.
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

try:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
except ImportError as error:
    from hedging.errors import MissingExtraError

    raise MissingExtraError("spacy", "hedging.integrations.spacy", "spacy") from error

from hedging.detector import load
from hedging.options import DEFAULT_MODEL
from hedging.results import Report

#: The component as spaCy knows it; and, where it has no other name, where its results lie and what its attributes are called.
KEY = "hedging"


class HedgingComponent:
    """Adds to each doc its cues, as `doc.spans["hedging"]` with the kinds as labels, and scores.

    `doc._.hedging` is the document's score, `sent._.hedging` a sentence's, and `span._.hedging` a cue's; any other span has None.
    Where the pipeline has set sentence boundaries before it, these are used, else hedging's own. A cue that begins or ends
    inside a token of spaCy's takes in the whole token. Under another name in the pipeline (`name="strict"`), the component has
    spans and attributes of that name, so that several do not get in each other's way.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> component = nlp.add_pipe("hedging")
    >>> doc = nlp("It may rain.")
    >>> [(span.text, span.label_) for span in doc.spans["hedging"]]
    [('may', 'epistemic')]
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        scheme: str = "general",
        hedge_kinds: Sequence[str] | None = None,
        extra_cues: Mapping[str, str] | None = None,
        ignore_cues: Sequence[str] = (),
        ignore_kinds: Sequence[str] = (),
        threshold: float | None = None,
        name: str = KEY,
    ) -> None:
        self._detector = load(
            model,
            scheme=scheme,
            hedge_kinds=hedge_kinds,
            extra_cues=extra_cues,
            ignore_cues=ignore_cues,
            ignore_kinds=ignore_kinds,
            threshold=threshold,
        )
        self._name = name
        for kind in (Doc, Span):
            if not kind.has_extension(name):
                kind.set_extension(name, getter=partial(_score, name))

    def __call__(self, doc: Doc) -> Doc:
        (scored,) = self.pipe([doc])
        return scored

    def pipe(self, stream: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """Score docs some at a time; spaCy calls it in `nlp.pipe`."""
        docs = iter(stream)
        while part := list(islice(docs, batch_size)):
            # Those with sentences of their own are given them; the two are scored apart and come back in order.
            own = [doc for doc in part if doc.has_annotation("SENT_START")]
            others = [doc for doc in part if not doc.has_annotation("SENT_START")]
            spans = [[(sent.start_char, sent.end_char) for sent in doc.sents] for doc in own]
            for doc, report in zip(
                own,
                self._detector.detect_batch([doc.text for doc in own], sentences=spans),
                strict=True,
            ):
                _set(self._name, doc, report)
            for doc, report in zip(
                others, self._detector.detect_batch([doc.text for doc in others]), strict=True
            ):
                _set(self._name, doc, report)
            yield from part

    def to_disk(self, path: Path, exclude: Iterable[str] = ()) -> None:
        """Nothing is written: the pipeline's config says how to make the component again."""

    def from_disk(self, path: Path, exclude: Iterable[str] = ()) -> "HedgingComponent":
        """Nothing is read."""
        return self

    def to_bytes(self, exclude: Iterable[str] = ()) -> bytes:
        """Nothing."""
        return b""

    def from_bytes(self, data: bytes, exclude: Iterable[str] = ()) -> "HedgingComponent":
        """Nothing is read."""
        return self


@Language.factory(  # type: ignore[untyped-decorator, unused-ignore]
    KEY,
    assigns=["doc.spans", "doc._.hedging", "span._.hedging"],
    default_config={
        "model": DEFAULT_MODEL,
        "scheme": "general",
        "hedge_kinds": None,
        "extra_cues": None,
        "ignore_cues": [],
        "ignore_kinds": [],
        "threshold": None,
    },
)
def make(
    nlp: Language,
    name: str,
    model: str,
    scheme: str,
    hedge_kinds: list[str] | None,
    extra_cues: dict[str, str] | None,
    ignore_cues: list[str],
    ignore_kinds: list[str],
    threshold: float | None,
) -> HedgingComponent:
    """The component, as spaCy asks for it."""
    return HedgingComponent(
        model, scheme, hedge_kinds, extra_cues, ignore_cues, ignore_kinds, threshold, name
    )


def _set(name: str, doc: Doc, report: Report) -> None:
    cues = [
        doc.char_span(cue.start, cue.end, label=cue.kind, alignment_mode="expand")
        for cue in report.cues
    ]
    doc.spans[name] = cues
    scores = {"document": report.score}
    scores |= {
        _place(sentence.start, sentence.end, ""): sentence.score for sentence in report.sentences
    }
    scores |= {
        _place(span.start_char, span.end_char, span.label_): cue.score
        for span, cue in zip(cues, report.cues, strict=True)
    }
    doc.user_data[name] = scores


def _place(start: int, end: int, label: str) -> str:
    # A sentence may be a cue and nothing else; the label tells them apart.
    return f"{start}:{end}:{label}"


def _score(name: str, of: Any) -> float | None:
    scores = (of if isinstance(of, Doc) else of.doc).user_data.get(name, {})
    found: float | None = scores.get(
        "document" if isinstance(of, Doc) else _place(of.start_char, of.end_char, of.label_)
    )
    return found
