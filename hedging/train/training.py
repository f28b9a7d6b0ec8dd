"""Recipe + corpora + seeds → model.

Three linear models are fitted: where sentences begin, which candidates are cues, and of what kind a cue is. The second is the
mean of several fits by AdaGrad over all corpora, with shared weights and weights per scheme ("frustratingly easy" domain
adaptation, Daumé 2007), since corpora agree about most of a word's contexts and disagree about which words count; what a corpus
never marks as a cue says nothing to the shared weights. Curves and cuts are fitted on sentences that the weights had not seen.
Documents of the test part take no part in what is learned about cues; the splitter does learn from their boundaries.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hedging.batch import Batch
from hedging.corpora import READERS, boundaries, standoff
from hedging.corpora.boundaries import Passage
from hedging.corpora.gold import Gold
from hedging.corpora.jsonlines import rows
from hedging.detector import Detector
from hedging.errors import CorpusError, InputError, MissingExtraError
from hedging.kinds import HEDGE_KINDS, KINDS
from hedging.model import lexicon as cues
from hedging.model import scoring
from hedging.model.features import BITS, KIND_BITS, cue_features, kind_features, sentence_features
from hedging.model.files import save
from hedging.model.lexicon import LONGEST, Candidates, Finder, Lexicon
from hedging.model.model import Model, Scheme
from hedging.model.word_classes import GROUP_SHIFT, WordClasses
from hedging.options import DetectorOptions
from hedging.text import sentences
from hedging.text.characters import DIGIT, LOWER, UPPER
from hedging.text.hashing import Hashes, HashIndex, Ints
from hedging.text.lines import lay_out_lines
from hedging.text.punkt import Punkt, pair_hash
from hedging.text.sentences import Splitter
from hedging.text.tokens import Tokens, tokenize
from hedging.text.weights import Weights
from hedging.train import distillation
from hedging.train.adagrad import fit_tables
from hedging.train.distillation import Teaching

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Mask = npt.NDArray[np.bool_]

# An ending has a class where so many different words have it.
_COMMON_ENDING = 5

# An entry that is marked less often than this, of so many times that it was seen, is no candidate.
_NEXT_TO_NEVER, _OFTEN = 0.005, 10

# The scheme whose sentence weights a teacher's labels help.
_TAUGHT = "conll2010-wikipedia"

SCHEMES = ("general", "szeged", "bioscope", "conll2010-wikipedia")

# Kinds that count under each scheme, and those its own corpora tell apart.
_COUNTED = {
    "general": HEDGE_KINDS,
    "szeged": KINDS[:4],
    "bioscope": HEDGE_KINDS,
    "conll2010-wikipedia": KINDS,
}
_WEASEL = 1 << KINDS.index("weasel")
_EPISTEMIC = 1 << KINDS.index("epistemic")
_OF_SZEGED = sum(1 << KINDS.index(kind) for kind in _COUNTED["szeged"])
_OF_BIOSCOPE = sum(
    1 << KINDS.index(kind) for kind in ("epistemic", "doxastic", "investigation", "evidential")
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a model is made from and how; read from `recipe.json` in the model's folder.

    `corpora` are objects with `path` and `format` below the corpora folder, `seeds` the paths of files in our own format below
    the seeds folder, `annotations` marks of ours there on texts of the corpora, `cues`, `word_classes`
    and `abbreviations` lists there;
    `boundaries` hold gold sentence spans and `unlabelled` more text for Punkt.
    `cue_rate` and `cue_epochs` are the first step and the number of passes for the cue weights, which are the mean of `cue_bags`
    fits, each on all seeds and annotations and a `cue_share` of the corpora's candidates; `*_c` the inverse strengths of
    L2 regularisation, `seed_weight` and `annotation_weight` the weights of a
    candidate in the seeds and the annotations, `calibration_folds` the number of parts for the
    curves, `sentence_schemes` those with sentence weights. `teacher` is a file below the seeds folder with labels of variants of
    the Wikipedia sentences, "" for none, and `taught_weight` the weight of a variant.
    """

    corpora: tuple[dict[str, str], ...]
    seeds: tuple[str, ...]
    annotations: tuple[str, ...]
    cues: str
    word_classes: str
    abbreviations: str
    boundaries: tuple[str, ...]
    unlabelled: tuple[str, ...]
    cue_rate: float
    cue_epochs: int
    cue_bags: int
    cue_share: float
    kind_c: float
    boundary_c: float
    sentence_c: float
    seed_weight: float
    annotation_weight: float
    calibration_folds: int
    sentence_schemes: tuple[str, ...]
    teacher: str
    taught_weight: float

    @classmethod
    def read(cls, path: Path) -> Recipe:
        """Read a recipe; a missing or unknown field is an InputError."""
        try:
            row = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(
                f"no recipe at {path}: {error.strerror}; a model folder needs a recipe.json"
            ) from error
        except ValueError as error:
            raise InputError(f"{path} is not JSON: {error}") from error
        names = {f.name for f in dataclasses.fields(cls)}
        if set(row) != names:
            raise InputError(
                f"{path}: missing fields {sorted(names - set(row))}, unknown fields {sorted(set(row) - names)}"
            )
        fields: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
        }
        return cls(**fields)

    def for_schemes(self, *schemes: str) -> Recipe:
        """The same recipe without the sentence weights of other schemes, where only these are looked at."""
        return dataclasses.replace(
            self, sentence_schemes=tuple(name for name in self.sentence_schemes if name in schemes)
        )

    def without_corpora(self) -> Recipe:
        """The same recipe on the seeds alone."""
        return dataclasses.replace(
            self, corpora=(), annotations=(), boundaries=(), unlabelled=(), teacher=""
        )


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a recipe names, read; `annotated` names the documents of `golds` that are annotations.

    `variants` are what the teacher labelled, a list for each Wikipedia sentence of the training part.
    """

    golds: list[Gold]
    annotated: frozenset[str]
    passages: list[Passage]
    unlabelled: list[str]
    cue_list: list[tuple[str, str]]
    word_classes: dict[str, tuple[int, int]]
    abbreviations: list[str]
    variants: list[list[str]]
    teaching: Teaching | None
    fingerprints: dict[str, str]


def gather(recipe: Recipe, corpora: Path, seeds: Path) -> Material:
    """Read what the recipe names; a missing file is a CorpusError that says which."""
    fingerprints = {}

    def found(folder: Path, name: str) -> Path:
        path = folder / name
        if not path.is_file():
            raise CorpusError(
                f"the recipe names {name}, but there is no {path}; pass the folder that holds it"
            )
        fingerprints[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        return path

    unknown = [row["format"] for row in recipe.corpora if row["format"] not in READERS]
    if unknown:
        raise InputError(
            f"the recipe names unknown formats {unknown}; known formats are {', '.join(READERS)}"
        )
    golds = [
        gold
        for row in recipe.corpora
        for gold in READERS[row["format"]](found(corpora, row["path"]))
    ]
    for name in recipe.seeds:
        golds.extend(READERS["jsonlines"](found(seeds, name)))
    annotations: list[Gold] = []
    for name in recipe.annotations:
        path = found(seeds, name)
        for corpus in standoff.corpora(path):
            found(corpora, corpus)
        annotations.extend(standoff.read(path, corpora))
    passages = [
        passage for name in recipe.boundaries for passage in boundaries.read(found(corpora, name))
    ]
    unlabelled = [
        row["text"] for name in recipe.unlabelled for row in rows(found(corpora, name), ("text",))
    ]
    cue_list = _cue_list(found(seeds, recipe.cues))
    word_list = _word_list(found(seeds, recipe.word_classes))
    lines = found(seeds, recipe.abbreviations).read_text(encoding="utf-8").splitlines()
    abbreviations = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    golds.extend(annotations)
    variants: list[list[str]] = []
    teaching = None
    if recipe.teacher:
        path = found(seeds, recipe.teacher)
        teaching = distillation.read(path)
        variants = taught(golds, word_list)
        if distillation.fingerprint(variants) != teaching.fingerprint:
            raise CorpusError(
                f"{path} labels variants of other sentences than those at hand: take the recipe's own Wikipedia set and word "
                'classes, set "teacher": "" in the recipe, or label anew with benchmarks/teacher.py'
            )
    return Material(
        golds, frozenset(gold.document for gold in annotations), passages, unlabelled, cue_list, word_list, abbreviations,
        variants, teaching, fingerprints,
    )  # fmt: skip


def _cue_list(path: Path) -> list[tuple[str, str]]:
    """Cues and kinds; the further columns are for people."""
    listed = []
    for number, fields in _table(path):
        if len(fields) < 2 or fields[1] not in KINDS:
            raise CorpusError(
                f"{path}:{number}: expected a cue, a tab and one of {', '.join(KINDS)}, got {fields!r}"
            )
        listed.append((fields[0], fields[1]))
    return listed


def _word_list(path: Path) -> dict[str, tuple[int, int]]:
    """Words with their group and class."""
    listed: dict[str, tuple[int, int]] = {}
    for number, fields in _table(path):
        numbers = [int(field) for field in fields[1:] if field.isdecimal()]
        if (
            len(_ids(fields[0])) != 1
            or len(numbers) != 2
            or not (numbers[0] < 0x80 and numbers[1] < 1 << GROUP_SHIFT)
        ):
            raise CorpusError(
                f"{path}:{number}: expected a single word, a group from 0 to 127, a class from 0 to 255, got {fields!r}"
            )
        if fields[0].lower() in listed:
            raise CorpusError(f"{path}:{number}: {fields[0]!r} stands in the list already")
        listed[fields[0].lower()] = numbers[0], numbers[1]
    return listed


def _ids(word: str) -> list[int]:
    """Token ids of a word. A clitic is a token only behind a word: "'s" stands for the second one of "it's"."""
    clitic = word.startswith("'")
    ids: list[int] = tokenize(f"x{word}" if clitic else word).ids.tolist()
    return ids[clitic:]


def _table(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Lines of a tab-separated list with a header, by number."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if number > 1 and line:
            yield number, line.split("\t")


def taught(golds: Iterable[Gold], word_list: dict[str, tuple[int, int]]) -> list[list[str]]:
    """Variants of the sentences of the Wikipedia set, which a teacher labels."""
    texts = [gold.text for gold in golds if _is_taught(gold)]
    return distillation.variants(texts, {word: one for word, (_, one) in word_list.items()})


def _is_taught(gold: Gold) -> bool:
    return gold.scheme == _TAUGHT and gold.part == "train"


def fold_of(document: str, folds: int, purpose: str = "validation") -> int:
    """Part that a document belongs to: the same in every corpus and every run, another one for another purpose.

    >>> fold_of("PMC1064853", 5) == fold_of("PMC1064853", 5) < 5
    True
    """
    return zlib.crc32(f"{document}/{purpose}".encode()) % folds


# --- sentence boundaries ------------------------------------------------------------------------------------------------


def fit_splitter(passages: Sequence[Passage], material: Material, c: float) -> Splitter:
    """Punkt parameters from the texts alone, then the decision from the gold spans."""
    punkt = _punkt(
        [*(passage.text for passage in passages), *material.unlabelled], material.abbreviations
    )
    text = "\n\n".join(passage.text for passage in passages)
    lengths = np.array([len(passage.text) + 2 for passage in passages])
    origins = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    tokens = tokenize(text)
    layout = lay_out_lines(tokens, origins)
    at = sentences.candidate_gaps(tokens, layout, punkt)
    begins = [
        start + origin
        for passage, origin in zip(passages, origins, strict=True)
        for start, _ in passage.sentences
    ]
    truth = np.isin(tokens.start[at], begins)
    matrix = _matrix(sentences.gap_features(tokens, layout, at, punkt), 1 << sentences.GAP_BITS)
    coefficients, bias = _logistic_regression(matrix, truth, c)
    return Splitter(punkt, Weights.quantized(coefficients, bias))


def _punkt(texts: Iterable[str], abbreviations: Sequence[str]) -> Punkt:
    try:
        from nltk.tokenize import punkt
    except ImportError as error:
        raise MissingExtraError("nltk", "training", "train") from error
    trainer = punkt.PunktTrainer()
    for text in texts:
        trainer.train(text, finalize=False)
    trainer.finalize_training()
    learned = trainer.get_params()

    def ids(words: Iterable[str], last: bool = False) -> list[int]:
        found = [tokenize(word).ids for word in words]
        return [int(one[-1]) for one in found if len(one) and (last or len(one) == 1)]

    pairs = []
    for first, second in learned.collocations:
        pair = ids([first, second])
        if len(pair) == 2:
            pairs.append(
                pair_hash(*(np.array([one], dtype=np.uint64) for one in pair))[0]
            )
    # Bits of Punkt's orthographic context: seen in lower case in the middle of a sentence, or where that is not known.
    lower_case = (1 << 4) | (1 << 5) | (1 << 6)
    lower = [
        word
        for word, context in sorted(learned.ortho_context.items())
        if context & lower_case and word.isalpha()
    ]
    return Punkt(
        _sorted(ids([*sorted(learned.abbrev_types), *abbreviations], last=True)),
        _sorted(pairs),
        _sorted(ids(sorted(learned.sent_starters))),
        _sorted(ids(lower)),
    )


def _sorted(hashes: Iterable[Any]) -> Hashes:
    return np.unique(np.array(list(hashes), dtype=np.uint64))


def word_classes(listed: dict[str, tuple[int, int]], examples: Examples, use: Mask) -> WordClasses:
    """Classes of the listed words, and of endings: the class that the words of `use` with that ending have most often."""
    numbers = {_ids(word)[0]: group << GROUP_SHIFT | one for word, (group, one) in listed.items()}
    ids = np.array(sorted(numbers), dtype=np.uint64)
    classes = np.array([one for _, one in sorted(numbers.items())], dtype=np.uint16)
    tokens = examples.tokens
    wordlike = np.isin(tokens.initial_class, (LOWER, UPPER, DIGIT)) & use[examples.sentence]
    _, first = np.unique(tokens.ids[wordlike], return_index=True)
    word, ending = tokens.ids[wordlike][first], tokens.suffixes(wordlike.nonzero()[0][first])
    words = HashIndex(ids)
    known, place = words.lookup(word)
    tallies: dict[int, Counter[int]] = {}
    for number, found in zip(ending[known].tolist(), classes[place[known]].tolist(), strict=True):
        tallies.setdefault(number, Counter())[found] += 1
    kept = {
        number: tally
        for number, tally in sorted(tallies.items())
        if sum(tally.values()) >= _COMMON_ENDING
    }
    commonest = [
        min(tally, key=lambda one, tally=tally: (-tally[one], one)) for tally in kept.values()
    ]  # type: ignore[misc]
    return WordClasses(
        words, classes, np.array(list(kept), dtype=np.uint64), np.array(commonest, dtype=np.uint16)
    )


# --- cues ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Examples:
    """Labelled sentences as one tokenised text, with their cues as token spans (columns: sentence, start, end, kind or −1)."""

    golds: Sequence[Gold]
    tokens: Tokens
    sentence: Ints
    bounds: tuple[Ints, Ints]
    scheme: Ints
    has_cues: Mask
    marked: npt.NDArray[np.int64]


def encode(golds: Sequence[Gold]) -> Examples:
    """Tokenise labelled sentences."""
    unknown = {gold.scheme for gold in golds} - set(SCHEMES)
    if unknown:
        raise CorpusError(
            f"unknown scheme {', '.join(sorted(unknown))}; known schemes are {', '.join(SCHEMES)}"
        )
    tokens, sentence, origins = _joined([gold.text for gold in golds])
    numbers = np.arange(len(golds))
    bounds = (np.searchsorted(sentence, numbers), np.searchsorted(sentence, numbers, side="right"))
    marked = [
        (
            i,
            cue.start + origins[i],
            cue.end + origins[i],
            -1 if cue.kind is None else KINDS.index(cue.kind),
        )
        for i, gold in enumerate(golds)
        for cue in gold.cues or ()
    ]
    table = np.array(marked, dtype=np.int64).reshape(-1, 4)
    table[:, 1] = np.searchsorted(tokens.end, table[:, 1], side="right")
    table[:, 2] = np.searchsorted(tokens.start, table[:, 2], side="left")
    return Examples(
        golds,
        tokens,
        sentence,
        bounds,
        np.array([SCHEMES.index(gold.scheme) for gold in golds]),
        np.array([gold.cues is not None for gold in golds]),
        table[table[:, 1] < table[:, 2]],
    )


def _joined(texts: Sequence[str]) -> tuple[Tokens, Ints, Ints]:
    """Tokens of all texts as one, the text that each belongs to, and where the texts begin."""
    origins = np.concatenate(([0], np.cumsum([len(text) + 2 for text in texts])[:-1])).astype(
        np.int64
    )
    tokens = tokenize("\n\n".join(texts))
    return tokens, np.searchsorted(origins, tokens.start, side="right") - 1, origins


def compile_lexicon(
    examples: Examples, use: Mask, cue_list: Sequence[tuple[str, str]]
) -> tuple[Lexicon, Ints]:
    """Lexicon of the marked cues of the sentences in `use` and of the list, and how often each scheme marks each entry."""
    entries: dict[int, _Entry] = {}
    heads = []
    ids = examples.tokens.ids
    for sentence, start, end, kind in examples.marked.tolist():
        scheme = int(examples.scheme[sentence])
        # Wikipedia's weasels are often whole phrases that never come again.
        longest = 3 if SCHEMES[scheme] == "conll2010-wikipedia" else LONGEST
        if not use[sentence] or end - start > longest:
            continue
        run = [ids[start : start + 1]]
        for k in range(start + 1, end):
            run.append(cues.fold(run[-1], ids[k : k + 1]))
        *beginnings, number = (int(value[0]) for value in run)
        entry = entries.setdefault(number, _Entry(end - start, False, beginnings))
        entry.count[scheme] += 1
        if kind >= 0:
            entry.mask[scheme] |= 1 << kind
    for cue, kind_name in cue_list:
        if cue.startswith("..."):
            heads.append(tokenize(cue).ids[-1])
            continue
        (*beginnings, number), length = cues.run_hashes(cue)
        if length <= LONGEST:
            entry = entries.setdefault(number, _Entry(length, cue.endswith("..."), beginnings))
            entry.mask[0] |= 1 << KINDS.index(kind_name)
    order = sorted(entries)
    column = [entries[number] for number in order]
    lexicon = Lexicon(
        np.array(order, dtype=np.uint64),
        np.array([entry.length for entry in column], dtype=np.uint8),
        np.array([entry.opening for entry in column], dtype=np.bool_),
        np.array([entry.masks() for entry in column], dtype=np.uint8).reshape(-1, len(SCHEMES)),
        _sorted(heads),
        _sorted(number for entry in column for number in entry.prefixes),
    )
    return lexicon, np.array([entry.count for entry in column], dtype=np.int64).reshape(
        -1, len(SCHEMES)
    )


class _Entry:
    """A cue on its way into the lexicon."""

    def __init__(self, length: int, opening: bool, prefixes: list[int]) -> None:
        self.length, self.opening, self.prefixes = length, opening, prefixes
        self.mask = [0] * len(SCHEMES)
        self.count = [0] * len(SCHEMES)

    def masks(self) -> list[int]:
        """Kinds that the entry can have under each scheme; where a scheme does not tell, the general one does."""
        general, szeged, _, _ = self.mask
        _, _, in_bioscope, in_wikipedia = self.count
        general = (
            general
            or szeged
            or (_EPISTEMIC if in_bioscope else 0)
            or (_WEASEL if in_wikipedia > 1 else 0)
        )
        return [
            general,
            szeged or general & _OF_SZEGED,
            general & _OF_BIOSCOPE or (_EPISTEMIC if in_bioscope else 0),
            general | (_WEASEL if in_wikipedia else 0),
        ]


@dataclass(frozen=True, slots=True)
class Labels:
    """What the corpora say of each candidate: is it a cue, of which kind (−1 unknown), is it labelled at all, is it shared."""

    cue: Mask
    kind: Ints
    known: Mask
    shared: Mask


def _idle(lexicon: Lexicon, found: Candidates, labels: Labels, scheme: Ints) -> Mask:
    """Entries that a scheme's own sentences hold often and next to never mark, shape (entries, schemes).

    Another scheme's cue, such as Wikipedia's *they*, is no candidate for a scheme that knows the word and passes it by.
    """
    place = found.entry[labels.known] * len(SCHEMES) + scheme[labels.known]
    size = len(lexicon.hashes) * len(SCHEMES)
    seen = np.bincount(place, minlength=size)
    marked = np.bincount(place, weights=labels.cue[labels.known], minlength=size)
    idle: Mask = ((seen >= _OFTEN) & (marked < _NEXT_TO_NEVER * seen)).reshape(-1, len(SCHEMES))
    return idle


def label(examples: Examples, found: Candidates, counts: Ints) -> Labels:
    """Labels of candidates. A marked cue that no candidate matches exactly makes the longest one that it overlaps a cue."""
    scheme = examples.scheme[found.sentence]
    exact = {(a, b): kind for _, a, b, kind in examples.marked.tolist()}
    spans = list(zip(found.start.tolist(), found.end.tolist(), strict=True))
    cue = np.array([span in exact for span in spans], dtype=np.bool_)
    kind = np.array([exact.get(span, -1) for span in spans], dtype=np.int64)
    matched = set(spans)
    for _, a, b, marked in examples.marked.tolist():
        if (a, b) in matched:
            continue
        low = np.searchsorted(found.start, a - LONGEST - cues.GAP)
        near = np.arange(low, np.searchsorted(found.start, b))
        near = near[found.end[near] > a]
        if len(near):
            best = near[np.argmax(found.end[near] - found.start[near])]
            cue[best], kind[best] = True, marked
    own = counts[found.entry, scheme] > 0
    known = examples.has_cues[found.sentence]
    general = scheme == SCHEMES.index("general")
    wikipedia = scheme == SCHEMES.index("conll2010-wikipedia")
    return Labels(cue, kind, known, general | (own & ~wikipedia))


def fit_cues(
    examples: Examples,
    use: Mask,
    splitter: Splitter,
    classes: WordClasses,
    material: Material,
    recipe: Recipe,
) -> Model:
    """Lexicon, cue weights and kind weights from the sentences in `use`, with curves that leave evidence as it is."""
    lexicon, counts = compile_lexicon(examples, use, material.cue_list)
    found = Finder(lexicon).find(examples.tokens, examples.sentence)
    possible = lexicon.masks[found.entry, examples.scheme[found.sentence]] > 0
    found = found.take(use[found.sentence] & possible)
    labels = label(examples, found, counts)
    idle = _idle(lexicon, found, labels, examples.scheme[found.sentence])
    lexicon = dataclasses.replace(lexicon, masks=np.where(idle, np.uint8(0), lexicon.masks))
    found = found.take(~idle[found.entry, examples.scheme[found.sentence]])
    labels = label(examples, found, counts)
    matrix_rows = np.ascontiguousarray(
        cue_features(examples.tokens, found, lexicon, classes, examples.bounds)
    )
    scheme = examples.scheme[found.sentence]

    known = labels.known
    general = scheme[known] == SCHEMES.index("general")
    annotated = np.array(
        [gold.document in material.annotated for gold in examples.golds], dtype=np.bool_
    )[found.sentence[known]]
    weight = np.where(
        general, np.where(annotated, recipe.annotation_weight, recipe.seed_weight), 1.0
    )
    fits = []
    for bag in range(recipe.cue_bags):
        drawn = general | (np.random.default_rng(bag).random(len(general)) < recipe.cue_share)
        fits.append(
            fit_tables(
                matrix_rows[known][drawn],
                scheme[known][drawn] + 1,
                labels.cue[known][drawn],
                weight[drawn],
                labels.shared[known][drawn],
                shape=(len(SCHEMES) + 1, 1 << BITS),
                rate=recipe.cue_rate,
                epochs=recipe.cue_epochs,
                seed=bag,
            )
        )
    tables, bias = (np.mean(parts, axis=0) for parts in zip(*fits, strict=True))

    typed = known & labels.cue & (labels.kind >= 0)
    kind_rows = np.concatenate(
        [kind_features(matrix_rows[typed & (scheme == s)], s) for s in range(len(SCHEMES))]
    )
    kinds = np.concatenate([labels.kind[typed & (scheme == s)] for s in range(len(SCHEMES))])
    schemes = {
        name: Scheme(
            name,
            s,
            _COUNTED[name],
            Weights.quantized(tables[0] + tables[s + 1], float(bias[s + 1])),
            None,
            1.0,
            0.0,
            0.5,
            0.5,
        )
        for s, name in enumerate(SCHEMES)
        if (examples.scheme[use] == s).any()
    }
    return Model(
        "", splitter, lexicon, classes, _kind_weights(kind_rows, kinds, recipe.kind_c), schemes
    )


def _kind_weights(kind_rows: Ints, kinds: Ints, c: float) -> Weights:
    from sklearn.linear_model import LogisticRegression

    table = np.zeros((1 << KIND_BITS, len(KINDS)))
    fitted = LogisticRegression(C=c, max_iter=300, fit_intercept=False).fit(
        _matrix(kind_rows, 1 << KIND_BITS), kinds
    )
    table[:, fitted.classes_] = fitted.coef_.T
    return Weights.quantized(table)


# --- curves and cuts ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lesson:
    """More sentences for the sentence weights: for each the gold that it is a variant of, and how likely it is hedged."""

    texts: list[str]
    origin: Ints
    probability: scoring.Floats


def lesson(material: Material, use: Mask) -> Lesson:
    """What a teacher says of variants of the Wikipedia sentences in `use`; nothing where none has seen only those."""
    students = np.array(
        [i for i, gold in enumerate(material.golds) if _is_taught(gold)], dtype=np.int64
    )
    chosen = use[students]
    labels = None
    if material.teaching is not None:
        labels = material.teaching.of(
            {material.golds[i].document for i in students[chosen].tolist()}
        )
    if labels is None:
        return Lesson([], students[:0], np.zeros(0))
    texts = [
        text
        for made, one in zip(material.variants, chosen.tolist(), strict=True)
        if one
        for text in made
    ]
    return Lesson(
        texts,
        np.repeat(students[chosen], labels.shape[1]),
        labels[chosen].ravel().astype(np.float64),
    )


def calibrate(
    model: Model,
    examples: Examples,
    use: Mask,
    fit: Callable[[Mask], Model],
    taught: Lesson,
    recipe: Recipe,
) -> dict[str, Scheme]:
    """Schemes of `model` with curves and cuts that were fitted on sentences which `fit` had not seen."""
    parts = np.array(
        [fold_of(gold.document, recipe.calibration_folds, "calibration") for gold in examples.golds]
    )
    evidence, taught_evidence = np.zeros(len(examples.golds)), np.zeros(len(taught.texts))
    scored: dict[str, list[tuple[float, bool]]] = {name: [] for name in model.schemes}
    for part in range(recipe.calibration_folds):
        inner = fit(use & (parts != part))
        for name in model.schemes:
            if name not in inner.schemes:
                raise CorpusError(
                    f"all documents of the scheme {name!r} fall into one of {recipe.calibration_folds} calibration parts: "
                    "give more documents, or name the documents of the rows"
                )
            held = np.flatnonzero(
                use & (parts == part) & (examples.scheme == SCHEMES.index(name))
            ).tolist()
            golds = [examples.golds[i] for i in held]
            batch = _opened(inner, name, [gold.text for gold in golds])
            evidence[held] = batch.sentence_score
            owner = np.repeat(np.arange(len(golds)), np.diff(batch.cue_offsets)).tolist()
            spans = [
                None if gold.cues is None else {(cue.start, cue.end) for cue in gold.cues}
                for gold in golds
            ]
            rows = zip(
                owner,
                batch.cue_start.tolist(),
                batch.cue_end.tolist(),
                batch.cue_score.tolist(),
                strict=True,
            )
            scored[name].extend(
                (score, (a, b) in marked)
                for i, a, b, score in rows
                if (marked := spans[i]) is not None
            )
            if name == _TAUGHT:
                at = np.flatnonzero(parts[taught.origin] == part)
                taught_evidence[at] = _opened(
                    inner, name, [taught.texts[i] for i in at.tolist()]
                ).sentence_score
    schemes = {}
    for name in model.schemes:
        chosen = np.flatnonzero(use & (examples.scheme == SCHEMES.index(name)))
        golds = [examples.golds[i] for i in chosen.tolist()]
        truth = np.array([bool(gold.hedged) for gold in golds], dtype=np.bool_)
        raw = scoring.log_odds(evidence[chosen])
        weights = None
        slope = 1.0
        intercept = 0.0
        if name in recipe.sentence_schemes:
            students = slice(len(taught.texts) if name == _TAUGHT else 0)
            weights, slope, intercept, unseen = _fit_sentences(
                [*(gold.text for gold in golds), *taught.texts[students]],
                np.concatenate((raw, scoring.log_odds(taught_evidence[students]))),
                np.concatenate((truth, taught.probability[students])),
                np.concatenate(
                    (
                        np.ones(len(golds)),
                        np.full(len(taught.texts[students]), recipe.taught_weight),
                    )
                ),
                np.concatenate((parts[chosen], parts[taught.origin[students]])),
                model.word_classes,
                recipe.sentence_c,
            )
            raw = unseen[: len(golds)]
        curve, shift = _platt(raw, truth)
        if weights is not None:
            weights = Weights(weights.table, weights.scale * curve)
        score = scoring.logistic(curve * raw + shift)
        schemes[name] = dataclasses.replace(
            model.schemes[name],
            sentence_weights=weights,
            slope=slope * curve,
            intercept=intercept * curve + shift,
            cue_threshold=_best_cut(
                np.array([value for value, _ in scored[name]]),
                np.array([hit for _, hit in scored[name]], dtype=np.bool_),
                sum(len(gold.cues or ()) for gold in golds),
            ),
            threshold=_best_cut(score, truth, int(truth.sum())),
        )
    return schemes


def _opened(model: Model, name: str, texts: Sequence[str]) -> Batch:
    """Single sentences under one scheme of a model, with every candidate shown."""
    opened = dataclasses.replace(model.schemes[name], cue_threshold=0.0)
    detector = Detector(
        dataclasses.replace(model, schemes={name: opened}), DetectorOptions(scheme=name)
    )
    return detector.detect_batch(texts, sentences=[[(0, len(text))] for text in texts])


def _fit_sentences(
    texts: Sequence[str],
    evidence: scoring.Floats,
    probability: scoring.Floats,
    weight: scoring.Floats,
    parts: Ints,
    classes: WordClasses,
    c: float,
) -> tuple[Weights, float, float, scoring.Floats]:
    """Sentence weights beside the cues' evidence, and the log-odds that they give to sentences whose part they had not seen."""
    from scipy.sparse import csr_matrix, hstack

    tokens, sentence, _ = _joined(texts)
    rows, owner, values = sentence_features(tokens, sentence, classes)
    bag = csr_matrix((values, (owner, rows)), shape=(len(texts), 1 << BITS))
    matrix = hstack((bag, csr_matrix(evidence[:, None])), format="csr")
    unseen = np.zeros(len(texts))
    for part in np.unique(parts):
        seen = parts != part
        coefficients, bias = _soft_regression(matrix[seen], probability[seen], weight[seen], c)
        unseen[~seen] = matrix[~seen] @ coefficients + bias
    coefficients, bias = _soft_regression(matrix, probability, weight, c)
    return Weights.quantized(coefficients[:-1]), float(coefficients[-1]), bias, unseen


def _platt(raw: scoring.Floats, truth: Mask) -> tuple[float, float]:
    """Slope and intercept of the logistic curve from log-odds to the truth (Platt 1999), unregularised."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e6).fit(raw[:, None], truth)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _best_cut(score: scoring.Floats, truth: Mask, total: int) -> float:
    """Cut with the best F1 when `total` are true; the middle between two scores, so that no single row decides."""
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + total)
    best = int(np.argmax(f1))
    after = score[order[min(best + 1, len(order) - 1)]]
    return round(float((score[order[best]] + after) / 2), 4)


# --- the whole ----------------------------------------------------------------------------------------------------------


def fit(
    material: Material, recipe: Recipe, *, without: Callable[[Gold | Passage], bool] | None = None
) -> Model:
    """A model from the training part of the material, less what `without` says."""

    def used(item: Gold | Passage) -> bool:
        return (not isinstance(item, Gold) or item.part == "train") and (
            without is None or not without(item)
        )

    passages = [passage for passage in material.passages if used(passage)]
    splitter = fit_splitter(passages, material, recipe.boundary_c)
    examples = encode(material.golds)
    use = np.array([used(gold) for gold in material.golds], dtype=np.bool_)
    classes = word_classes(material.word_classes, examples, use)

    def fit_part(part: Mask) -> Model:
        return fit_cues(examples, part, splitter, classes, material, recipe)

    model = fit_part(use)
    return dataclasses.replace(
        model, schemes=calibrate(model, examples, use, fit_part, lesson(material, use), recipe)
    )


def train(folder: Path, corpora: Path, seeds: Path) -> Model:
    """Make the model of `folder` by the recipe in it, and write the weights and the config there."""
    recipe = Recipe.read(folder / "recipe.json")
    material = gather(recipe, corpora, seeds)
    model = dataclasses.replace(fit(material, recipe), name=folder.name)
    save(model, folder, {"material": material.fingerprints})
    return model


def _matrix(feature_rows: Ints, size: int) -> csr_matrix:
    """Rows of feature ids as a sparse matrix of counts."""
    try:
        from scipy.sparse import csr_matrix
    except ImportError as error:
        raise MissingExtraError("scikit-learn", "training", "train") from error
    rows, columns = feature_rows.shape
    ids = feature_rows.ravel()
    matrix = csr_matrix(
        (np.ones(len(ids)), ids, np.arange(0, rows * columns + 1, columns)), shape=(rows, size)
    )
    matrix.sum_duplicates()
    return matrix


def _logistic_regression(
    matrix: csr_matrix, truth: Mask, c: float
) -> tuple[npt.NDArray[np.float64], float]:
    """Coefficients and intercept of an L2-regularised logistic regression; features that no row has get 0."""
    return _regression(matrix, truth, None, C=c, solver="liblinear")


def _soft_regression(
    matrix: csr_matrix, probability: scoring.Floats, weight: scoring.Floats, c: float
) -> tuple[npt.NDArray[np.float64], float]:
    """The same where the truth is a probability: such a row counts as a true one and a false one, weighed accordingly."""
    from scipy.sparse import vstack

    true, false = np.flatnonzero(probability > 0), np.flatnonzero(probability < 1)
    return _regression(
        vstack((matrix[true], matrix[false]), format="csr"),
        np.arange(len(true) + len(false)) < len(true),
        np.concatenate(
            (weight[true] * probability[true], weight[false] * (1 - probability[false]))
        ),
        C=c,
        max_iter=1000,
    )


def _regression(
    matrix: csr_matrix, truth: Mask, weight: scoring.Floats | None, **options: Any
) -> tuple[npt.NDArray[np.float64], float]:
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("scikit-learn", "training", "train") from error
    used, columns = np.unique(matrix.indices, return_inverse=True)
    dense = type(matrix)((matrix.data, columns, matrix.indptr), shape=(matrix.shape[0], len(used)))
    fitted = LogisticRegression(**options).fit(dense, truth, sample_weight=weight)
    coefficients = np.zeros(matrix.shape[1])
    coefficients[used] = fitted.coef_[0]
    return coefficients, float(fitted.intercept_[0])
