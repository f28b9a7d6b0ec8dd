import pickle
import warnings

import numpy as np
import pytest

import hedging

sklearn = pytest.importorskip("sklearn")

from sklearn.base import clone  # noqa: E402
from sklearn.compose import ColumnTransformer  # noqa: E402
from sklearn.exceptions import SkipTestWarning  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.utils.estimator_checks import parametrize_with_checks  # noqa: E402

from hedging.integrations.sklearn import HedgingTransformer  # noqa: E402

TEXTS = ["It may rain. It rained.", "", "Some officials fear it, perhaps.", "Nobody came in May."]
NO_CLAIM = ["Who rang?", "I hope this helps!"]


def test_features_are_those_of_the_reports():
    features = HedgingTransformer().fit_transform(TEXTS)
    names = list(HedgingTransformer().get_feature_names_out())
    assert features.shape == (len(TEXTS), len(names))
    for row, text in zip(features, TEXTS, strict=True):
        report = hedging.detect(text)
        values = dict(zip(names, row.tolist(), strict=True))
        assert values["score"] == report.score
        assert values["hedged_share"] == pytest.approx(
            len(report.hedged_sentences) / max(len(report.sentences), 1)
        )
        scores = [sentence.score for sentence in report.sentences] or [0.0]
        assert (values["first_score"], values["highest_score"], values["last_score"]) == (
            scores[0],
            max(scores),
            scores[-1],
        )
        for kind in hedging.KINDS:
            count = sum(cue.kind == kind for cue in report.cues)
            assert values[f"{kind}_per_100_words"] == pytest.approx(
                100 * count / max(len(text.split()), 1)
            )


def test_confidence_of_the_text_and_of_its_least_sure_sentence():
    transformer = HedgingTransformer()
    names = transformer.get_feature_names_out().tolist()
    assert names[-2:] == ["confidence", "lowest_confidence"]
    features = transformer.fit_transform([*TEXTS, *NO_CLAIM])
    for row, text in zip(features[:, -2:].tolist(), [*TEXTS, *NO_CLAIM], strict=True):
        report = hedging.detect(text)
        claimed = [s.confidence for s in report.sentences if s.confidence is not None]
        confidence = 0.5 if report.confidence is None else report.confidence
        assert row == [confidence, min(claimed, default=0.5)]
    assert features[-2:, -2:].tolist() == [[0.5, 0.5]] * 2


def test_without_depth_two_columns_are_left_out():
    plain, deep = HedgingTransformer(depth="cues"), HedgingTransformer()
    names = plain.get_feature_names_out().tolist()
    assert names == deep.get_feature_names_out().tolist()[:-2]
    features = plain.fit_transform(TEXTS)
    assert features.shape == (len(TEXTS), len(names))
    assert (features == deep.fit_transform(TEXTS)[:, :-2]).all()


def test_in_a_pipeline_and_with_named_output():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"text": TEXTS, "n": range(4)}, index=list("abcd"))
    for columns in ("text", ["text"]):
        both = ColumnTransformer([("hedging", HedgingTransformer(), columns)]).set_output(
            transform="pandas"
        )
        features = both.fit_transform(frame)
        assert features.columns[0] == "hedging__score"
        # scikit-learn before 1.9 drops the index of a single column.
        assert len(features) == 4
        assert columns == "text" or features.index.tolist() == list("abcd")
    model = make_pipeline(HedgingTransformer(hedge_kinds=["epistemic"]), LogisticRegression()).fit(
        TEXTS, [1, 0, 1, 0]
    )
    assert model.predict(["It may snow."]).shape == (1,)


def test_nothing_is_kept_but_the_parameters():
    fitted = HedgingTransformer(extra_cues={"murky": "weasel"}, ignore_cues=["may"]).fit(TEXTS)
    assert len(pickle.dumps(fitted)) < 1000
    names = fitted.get_feature_names_out().tolist()
    for transformer in (
        fitted,
        pickle.loads(pickle.dumps(fitted)),
        HedgingTransformer(extra_cues={"murky": "weasel"}, ignore_cues=["may"]),
    ):
        (row,) = transformer.transform(["It may rain. It is murky."])
        assert (
            row[names.index("epistemic_per_100_words")],
            row[names.index("weasel_per_100_words")],
        ) == (
            0,
            pytest.approx(100 / 6),
        )


def test_parameters_are_left_as_they_are():
    kinds = ["weasel"]
    transformer = HedgingTransformer(hedge_kinds=kinds, scheme="szeged")
    assert transformer.hedge_kinds is kinds
    assert clone(transformer).get_params() == transformer.get_params()


@pytest.mark.parametrize(
    ("texts", "error", "message"),
    [
        ("may", hedging.InputTypeError, "wrap it in a list"),
        (["a", None], hedging.InputTypeError, "text 1 is NoneType"),
        ([1.5], hedging.InputTypeError, "text 0 is float"),
        (np.zeros((2, 3)), hedging.InputError, r"got an array of shape \(2, 3\)"),
    ],
)
def test_texts_that_cannot_be_scored_are_errors(texts, error, message):
    with pytest.raises(error, match=message):
        HedgingTransformer().fit_transform(texts)


def test_wrong_parameters_are_errors_of_fit():
    with pytest.raises(hedging.InputError, match="unknown scheme"):
        HedgingTransformer(scheme="x").fit(["a"])
    with pytest.raises(hedging.InputTypeError, match="write hedge_kinds="):
        HedgingTransformer(hedge_kinds="weasel").fit(["a"])


with warnings.catch_warnings():
    # scikit-learn warns that it skips the checks that texts do not allow.
    warnings.simplefilter("ignore", SkipTestWarning)
    with_every_check = parametrize_with_checks(
        [HedgingTransformer(), HedgingTransformer(depth="cues")]
    )


@with_every_check
def test_scikit_learn_checks(estimator, check):
    check(estimator)
