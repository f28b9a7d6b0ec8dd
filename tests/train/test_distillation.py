import numpy as np
import pytest

from hedging.errors import CorpusError
from hedging.train.distillation import VARIANTS, TeacherLabels, read_teacher, variants_of

TEXTS = [
    "The old bridge over the river may close in spring.",
    "The new bridge over the lake may open in autumn.",
    "",
    "May.",
] * 2
CLASSES = {
    "old": 1,
    "new": 1,
    "river": 2,
    "lake": 2,
    "spring": 3,
    "autumn": 3,
    "close": 4,
    "open": 4,
}


def test_variants_are_always_the_same():
    assert variants_of(TEXTS, CLASSES) == variants_of(TEXTS, CLASSES)
    assert all(len(row) == len(VARIANTS) for row in variants_of(TEXTS, CLASSES))


def test_a_word_is_replaced_by_a_word_of_its_class():
    for text, row in zip(TEXTS, variants_of(TEXTS, CLASSES), strict=True):
        for variant, (_, is_cut) in zip(row, VARIANTS, strict=True):
            if not is_cut:
                pairs = list(zip(text.split(), variant.split(), strict=True))
                classes = [
                    (CLASSES.get(a.strip("."), a), CLASSES.get(b.strip("."), b)) for a, b in pairs
                ]
                assert all(a == b for a, b in classes)
    assert any(row[2] != text for text, row in zip(TEXTS, variants_of(TEXTS, CLASSES), strict=True))


def test_a_run_of_words_is_cut_out():
    for text, row in zip(TEXTS, variants_of(TEXTS, {}), strict=True):
        for variant, (_, is_cut) in zip(row, VARIANTS, strict=True):
            assert variant in text
            assert is_cut or variant == text


def test_a_replaced_word_keeps_its_capital():
    rows = variants_of(["Some say so.", "Many say so."] * 2, {"some": 1, "many": 1})
    assert {text.split()[0] for row in rows for text in row} == {"Some", "Many"}


def test_the_teacher_that_saw_most_documents_and_no_other():
    labels = np.arange(3, dtype=np.float32).reshape(3, 1, 1)
    teacher = TeacherLabels(labels, (frozenset("a"), frozenset("ab"), frozenset("abc")), "")
    assert [teacher.for_documents(names) for names in ("abc", "ab", "abd", "ac")] == [2, 1, 1, 0]
    assert teacher.for_documents("bc") is None


def test_labels_come_back_within_a_step(tmp_path, write_teacher):
    labels = np.random.default_rng(0).random((2, 5, 3)).astype(np.float32)
    documents = (frozenset("a"), frozenset("ab"))
    write_teacher(tmp_path / "labels.npz", TeacherLabels(labels, documents, "hash"))
    read_back = read_teacher(tmp_path / "labels.npz")
    assert np.abs(read_back.probability - labels).max() <= 0.5 / 255 + 1e-6
    assert (read_back.documents, read_back.fingerprint) == (documents, "hash")


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_something_else_is_a_clear_error(tmp_path, content):
    (tmp_path / "labels.npz").write_bytes(content)
    with pytest.raises(CorpusError, match=r"labels\.npz holds no teacher's labels"):
        read_teacher(tmp_path / "labels.npz")
