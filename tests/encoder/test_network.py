import numpy as np

from hedging.encoder.network import FORK, WINDOW, Network, TextNetwork
from hedging.encoder.pieces import Pieces


class Echo:
    """A file that gives back the id, the case, and how many pieces it was asked about."""

    def __init__(self):
        self.calls = []

    def run(self, output, inputs):
        ids, case = inputs["ids"], inputs["case"]
        self.calls.append((output, ids[0, 0], ids[0, -1], case[0, 0], case[0, -1]))
        return np.stack([ids, case, np.full_like(ids, ids.shape[1])], axis=2).astype(np.float32)


class Ids:
    """A file that gives back the ids among the states that it is given."""

    def run(self, output, inputs):
        assert output == "confidence"
        return inputs["states"][:, :, 0]


class Reader:
    first, last = 901, 902


def test_a_whole_text_is_read_up_to_the_end_of_its_first_window():
    for length in (0, 3, WINDOW, WINDOW + 1, 3 * WINDOW):
        ids = np.arange(length)
        file = Echo()
        network = TextNetwork(Network(file), Ids())
        output = network.outputs(Pieces(ids, ids, ids + 1, ids % 4), Reader())
        # There is a state for each piece, with one more before and behind.
        assert output[1:-1].tolist() == ids[:WINDOW].tolist()
        assert file.calls == [(FORK, 901, 902, 0, 0)]


def test_every_piece_has_its_own_output_however_long_the_sentence():
    for length in (0, 1, WINDOW, WINDOW + 1, 3 * WINDOW + 7):
        ids, case = np.arange(length), np.arange(length) % 4
        file = Echo()
        outputs = Network(file).outputs(Pieces(ids, ids, ids + 1, case), Reader(), "general")
        assert outputs.shape == (length, 3)
        assert outputs[:, 0].tolist() == ids.tolist()
        assert outputs[:, 1].tolist() == case.tolist()
        assert length == 0 or outputs[:, 2].max() <= WINDOW + 2
        assert set(file.calls) == {("general", 901, 902, 0, 0)}
