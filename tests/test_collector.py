"""Documents with many records are made while the collector of cycles waits."""

import gc
import threading

import pytest

import hedging
from hedging import records

MANY = "It may rain. " * 6_000


@pytest.fixture
def collections():
    """The generations that the collector has been through, one for each time that it came."""
    seen = []

    def note(phase, info):
        if phase == "start":
            seen.append(info["generation"])

    gc.collect()
    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def test_the_collector_waits_for_a_document_with_many_records(collections):
    batch = hedging.detect_batch([MANY])
    before = len(collections)
    report = batch[0]
    assert len(collections) - before < 3
    assert gc.isenabled()
    assert len(report.sentences) == 6_000


def test_a_collector_that_was_off_stays_off():
    batch = hedging.detect_batch([MANY])
    gc.disable()
    try:
        assert len(batch[0].sentences) == 6_000
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_an_error_and_other_threads_leave_the_collector_on():
    with pytest.raises(ZeroDivisionError), records._collector_waits():
        1 / int(gc.isenabled())
    assert gc.isenabled()
    inside, outside = threading.Event(), threading.Event()

    def wait():
        with records._collector_waits():
            inside.set()
            outside.wait(10)

    other = threading.Thread(target=wait)
    other.start()
    inside.wait(10)
    with records._collector_waits():
        pass
    assert not gc.isenabled()
    outside.set()
    other.join()
    assert gc.isenabled()
