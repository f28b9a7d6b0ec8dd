"""The tree of errors: each can be sent to another process."""

import pickle

import pytest

from hedging import errors
from hedging.errors import HedgingError, MissingExtraError, require

ARGUMENTS = {MissingExtraError: ("zstandard", "reading .zst", "batch")}
CLASSES = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, HedgingError)
]


@pytest.mark.parametrize("error_class", CLASSES)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_error_can_be_pickled(error_class, protocol):
    """A pool of processes that cannot read the error of a worker waits for ever, or breaks."""
    error = error_class(*ARGUMENTS.get(error_class, ("a.txt: not UTF-8",)))
    sent = pickle.loads(pickle.dumps(error, protocol))
    assert type(sent) is error_class
    assert (str(sent), sent.args) == (str(error), error.args)
    assert getattr(sent, "name", None) == getattr(error, "name", None)


def test_an_error_of_a_missing_library_can_be_pickled():
    with pytest.raises(MissingExtraError) as raised:
        require("no_such_library.part", "reading .xyz", "batch")
    sent = pickle.loads(pickle.dumps(raised.value))
    assert sent.name == "no_such_library"
    assert "reading .xyz needs no_such_library: pip install no_such_library" in str(sent)
