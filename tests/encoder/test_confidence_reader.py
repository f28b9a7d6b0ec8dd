"""Whole texts through a network that says how sure they sound."""

import numpy as np
import pytest
from encoder.small import DOUBT, SURE, KnownTexts, WordReader

from hedging.encoder import confidence
from hedging.encoder.confidence import ConfidenceReader
from hedging.errors import ModelError
from hedging.kinds import DECLINED, ROLES

ALL_ROLES = tuple(range(len(ROLES)))


def reader_of(network, roles=ALL_ROLES):
    return ConfidenceReader(WordReader(), network, roles)


class Fixed:
    """A network with the same outputs for every text."""

    def __init__(self, *outputs):
        self.fixed = outputs

    def outputs(self, pieces, reader):
        return np.array(self.fixed, dtype=np.float32)


def test_texts_have_log_odds_and_roles():
    texts = ["It rained.", "It may rain.", "Thanks!", ""]
    log_odds, evidence, declined = reader_of(KnownTexts()).read(texts)
    assert np.isneginf(declined).all()
    assert log_odds.tolist() == [SURE, SURE - DOUBT, SURE, SURE]
    roles = [ROLES[number] for number in evidence.argmax(axis=1)]
    assert roles == ["claim", "claim", "courtesy", "claim"]


def test_no_texts():
    assert [len(column) for column in reader_of(KnownTexts()).read([])] == [0, 0, 0]


def test_blocks_change_no_answer(monkeypatch):
    texts = [f"It {'may ' * (k % 3)}rain." for k in range(7)]
    whole = reader_of(KnownTexts()).read(texts)
    monkeypatch.setattr(confidence, "_BLOCK", 2)
    for own, expected in zip(reader_of(KnownTexts()).read(texts), whole, strict=True):
        assert own.tolist() == expected.tolist()


def test_the_roles_of_a_network_may_be_fewer_and_in_another_order():
    roles = (ROLES.index("question"), ROLES.index("claim"))
    _, ((*evidence,),), _ = reader_of(Fixed(0.0, 1.0, 2.0), roles).read(["It rained."])
    assert evidence == [{"question": 1.0, "claim": 2.0}.get(role, -np.inf) for role in ROLES]


def test_the_reasons_of_a_network_may_be_fewer_and_in_another_order():
    reasons = (DECLINED.index("refuses"), DECLINED.index("no source"))
    reader = ConfidenceReader(WordReader(), Fixed(0.0, 9.0, 1.0, 2.0, 3.0), (0,), reasons)
    ((answers, *evidence),) = reader.read(["It rained."]).declined
    assert answers == 1.0
    expected = {"refuses": 2.0, "no source": 3.0}
    assert evidence == [expected.get(reason, -np.inf) for reason in DECLINED]


def test_nobody_is_endlessly_sure():
    log_odds, *_ = reader_of(Fixed(1e6, 1.0), (0,)).read(["It rained."])
    assert log_odds[0] == 8.0


@pytest.mark.parametrize(
    ("outputs", "message"),
    [((0.0,), "2 columns"), ((0.0, 1.0, 2.0), "2 columns"), ((float("nan"), 1.0), "not finite")],
)
def test_other_outputs_are_a_model_error(outputs, message):
    with pytest.raises(ModelError, match=message):
        reader_of(Fixed(*outputs), (0,)).read(["It rained."])
