"""Reports that are made of columns are what their classes would make."""

import dataclasses
import pickle

import pytest

import hedging

TEXTS = ["It may rain. Some officials fear so. It is clear that he left.", "", "They rose."]


def again(record):
    """The same record, made by the class itself, field by field."""
    values = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        is_records = isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0])
        values[field.name] = tuple(map(again, value)) if is_records else value
    return type(record)(**values)


@pytest.mark.parametrize("depth", ["cues", "all"])
def test_a_report_is_equal_to_one_that_its_classes_make(depth):
    batch = hedging.detect_batch(TEXTS, depth=depth)
    for number, text in enumerate(TEXTS):
        report = batch[number]
        assert again(report) == report == hedging.detect(text, depth=depth)
        assert hash(again(report)) == hash(report)
        assert repr(again(report).sentences) == repr(report.sentences)
        assert pickle.loads(pickle.dumps(report)) == report


def test_nobody_can_change_a_report():
    report = hedging.detect(TEXTS[0])
    for record in (report, report.sentences[0], report.cues[0]):
        assert type(record) in {hedging.Report, hedging.Sentence, hedging.Cue}
        for field in dataclasses.fields(record):
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(record, field.name, None)
        with pytest.raises(AttributeError):
            object.__setattr__(record, "other", 1)
        changed = dataclasses.replace(record, score=0.25)
        assert changed.score == 0.25 != record.score
