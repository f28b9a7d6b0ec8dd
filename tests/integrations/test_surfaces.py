"""Every option of a detector reaches every integration, under its name and with its default."""

import inspect

import pytest

import hedging
from hedging.options import DEFAULTS, OPTION_NAMES


def load():
    return hedging.load


def scorer():
    pytest.importorskip("pyarrow")
    from hedging.integrations.arrow import Scorer

    return Scorer


def score_frame():
    pytest.importorskip("pyarrow")
    from hedging.integrations.frames import score_frame

    return score_frame


def score_dataset():
    pytest.importorskip("pyarrow")
    from hedging.integrations.frames import score_dataset

    return score_dataset


def transformer():
    pytest.importorskip("sklearn")
    from hedging.integrations.sklearn import HedgingTransformer

    return HedgingTransformer


def component():
    pytest.importorskip("spacy")
    from hedging.integrations.spacy import HedgingComponent

    return HedgingComponent


SURFACES = [
    load,
    scorer,
    score_frame,
    score_dataset,
    transformer,
    component,
]


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.__name__)
def test_every_surface_has_every_option_with_its_default(surface):
    parameters = inspect.signature(surface()).parameters
    named = [name for name in parameters if name in OPTION_NAMES]
    assert tuple(named) == OPTION_NAMES
    assert {name: parameters[name].default for name in DEFAULTS} == DEFAULTS
    kinds = {parameter.kind for parameter in parameters.values()}
    assert not kinds & {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}


@pytest.mark.parametrize("surface", [score_frame, score_dataset])
def test_every_frame_function_has_every_parameter_of_the_scorer(surface):
    own = {"text", "level", "keep", "prefix", *OPTION_NAMES}
    assert set(inspect.signature(scorer()).parameters) == own
    assert own <= set(inspect.signature(surface()).parameters)


def test_the_spacy_factory_has_every_option_in_its_config():
    spacy = pytest.importorskip("spacy")
    component()
    config = spacy.blank("en").get_factory_meta("hedging").default_config
    assert tuple(config) == OPTION_NAMES
    # A config is JSON, which has no tuples.
    values = {name: tuple(v) if isinstance(v, list) else v for name, v in config.items()}
    assert values == DEFAULTS


# Each option with a value that changes the score of some text here.
TEXTS = ["It may rain.", "If so, go.", "A murky end.", "See `may` here.", "Some say so."]
CHANGES = {
    "scheme": "conll2010-wikipedia",
    "hedge_kinds": ["condition"],
    "extra_cues": {"murky": "epistemic"},
    "ignore_cues": ["may"],
    "ignore_kinds": ["weasel"],
    "threshold": 0.999,
    "markdown": True,
}


@pytest.mark.parametrize("option", CHANGES)
def test_every_option_does_what_it_does_in_load(option):
    pa, pandas = pytest.importorskip("pyarrow"), pytest.importorskip("pandas")
    chosen = {option: CHANGES[option]}
    expected = hedging.load(**chosen).detect_batch(TEXTS).columns("sentence")
    plain = hedging.detect_batch(TEXTS).columns("sentence")
    columns = ("score", "hedged")
    assert any(expected[name].tolist() != plain[name].tolist() for name in columns)
    scored = scorer()(level="sentence", **chosen).table(pa.table({"text": TEXTS}))
    assert [scored[name].to_pylist() for name in columns] == [
        expected[name].tolist() for name in columns
    ]
    frame = score_frame()(pandas.DataFrame({"text": TEXTS}), level="sentence", **chosen)
    assert frame["score"].tolist() == expected["score"].tolist()
    transform = pytest.importorskip("sklearn") and transformer()(**chosen).transform
    assert transform(TEXTS)[:, 0].tolist() == expected["score"].tolist()
    assert transform(TEXTS)[:, 1].tolist() == expected["hedged"].tolist()
