"""spaCy docs → the same docs with cues as spans and with scores, as a pipeline component.

Needs spaCy: in a checkout, pip install '.[spacy]'. spaCy finds the component by its entry point, so
`nlp.add_pipe("hedging")` works without an import.
"""

# Without `from __future__ import annotations`: spaCy 3.7 reads the annotations of `make` as types.
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from hedging.batch import Report
from hedging.detector import load_options
from hedging.errors import require
from hedging.options import DEFAULTS, DetectorOptions, Options, takes_options

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from typing_extensions import Unpack
else:
    _purpose = "hedging.integrations.spacy"
    Language = require("spacy.language", _purpose, "spacy").Language
    _tokens = require("spacy.tokens", _purpose, "spacy")
    Doc, Span = _tokens.Doc, _tokens.Span

#: The component's name in spaCy. By default its spans and its attributes have that name too.
KEY = "hedging"
# The suffix of the attributes that hold a confidence, after the component's name.
_CONFIDENCE = "_confidence"
# The key of a document's score in its `user_data`.
_DOCUMENT = "document"


class HedgingComponent:
    """Adds cues and scores to each doc.

    `doc.spans["hedging"]` holds the cues, labelled with their kinds. `doc._.hedging` is the
    document's score, `sent._.hedging` a sentence's score and `span._.hedging` a cue's score; every
    other span has None. Sentence boundaries that the pipeline set earlier are used; without them
    hedging splits the text itself. A cue that begins or ends inside a spaCy token takes in the
    whole token.

    `hedging_confidence` of the same docs, sentences and cues says how sure they sound of what they
    claim: the confidence of a doc and of a sentence, the strength of a cue. It is None where
    nothing is claimed, and with `depth="cues"`.

    With another name in the pipeline, such as `name="strict"`, the spans and the attributes have
    that name, so that a pipeline can have several of these components. The other parameters are
    those of `hedging.load`, without a splitter; the pipeline's config holds them.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> component = nlp.add_pipe("hedging")
    >>> doc = nlp("It may rain.")
    >>> [(span.text, span.label_) for span in doc.spans["hedging"]]
    [('may', 'epistemic')]
    """

    @takes_options
    def __init__(self, name: str = KEY, **options: "Unpack[Options]") -> None:
        self._name = name
        chosen = DetectorOptions(**options)  # type: ignore[arg-type]  # None is no cue
        self._detector = load_options(chosen)
        for owner in (Doc, Span):
            for attribute in (name, f"{name}{_CONFIDENCE}"):
                if not owner.has_extension(attribute):
                    owner.set_extension(attribute, getter=partial(_number, attribute))

    def __call__(self, doc: Doc) -> Doc:
        """Score one doc."""
        (scored,) = self.pipe([doc])
        return scored

    def pipe(self, stream: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """Score docs, `batch_size` at a time; `nlp.pipe` calls this."""
        docs = iter(stream)
        while group := list(islice(docs, batch_size)):
            # Two calls, since sentence spans are given for all texts of a call or for no text.
            split = [doc for doc in group if doc.has_annotation("SENT_START")]
            unsplit = [doc for doc in group if not doc.has_annotation("SENT_START")]
            spans = [[(sent.start_char, sent.end_char) for sent in doc.sents] for doc in split]
            texts = [doc.text for doc in split]
            reports = [
                *self._detector.detect_batch(texts, sentences=spans),
                *self._detector.detect_batch([doc.text for doc in unsplit]),
            ]
            for doc, report in zip([*split, *unsplit], reports, strict=True):
                _annotate(self._name, doc, report)
            yield from group


@Language.factory(  # type: ignore[untyped-decorator, unused-ignore]
    KEY,
    assigns=[
        "doc.spans",
        "doc._.hedging",
        "span._.hedging",
        "doc._.hedging_confidence",
        "span._.hedging_confidence",
    ],
    # JSON has no tuples.
    default_config={name: [] if value == () else value for name, value in DEFAULTS.items()},
)
@takes_options
def make(nlp: Language, name: str, **options: "Unpack[Options]") -> HedgingComponent:
    """Make the component; spaCy calls this with the values of the pipeline's config."""
    return HedgingComponent(name, **options)


def _annotate(name: str, doc: Doc, report: Report) -> None:
    """Set a doc's spans, scores and confidences.

    The numbers lie in `user_data`, which spaCy keeps with the doc when it writes it.
    """
    cues = [
        doc.char_span(cue.start, cue.end, label=cue.kind, alignment_mode="expand")
        for cue in report.cues
    ]
    doc.spans[name] = cues
    scores: dict[str, float] = {_DOCUMENT: report.score}
    confidences: dict[str, float | None] = {_DOCUMENT: report.confidence}
    for sentence in report.sentences:
        key = _span_key(sentence.start, sentence.end, "")
        scores[key], confidences[key] = sentence.score, sentence.confidence
    for span, cue in zip(cues, report.cues, strict=True):
        key = _span_key(span.start_char, span.end_char, span.label_)
        scores[key], confidences[key] = cue.score, cue.strength
    doc.user_data[name] = scores
    if report.depth is not None:
        doc.user_data[f"{name}{_CONFIDENCE}"] = confidences


def _span_key(start: int, end: int, label: str) -> str:
    # With the label, since a sentence can consist of a cue and have the cue's span.
    return f"{start}:{end}:{label}"


def _number(attribute: str, owner: "Doc | Span") -> float | None:
    """The score or the confidence of a doc, a sentence or a cue; None for any other span."""
    if isinstance(owner, Doc):
        doc, key = owner, _DOCUMENT
    else:
        doc, key = owner.doc, _span_key(owner.start_char, owner.end_char, owner.label_)
    number: float | None = doc.user_data.get(attribute, {}).get(key)
    return number
