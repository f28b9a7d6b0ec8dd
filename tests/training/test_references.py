from training.corpora.references import with_references
from training.corpora.scopes import BioscopeSentence


def drawn(text, cue, scope, count=200):
    """The variants of a sentence under many seeds."""
    start, begin = text.index(cue), text.index(scope)
    pair = ((start, start + len(cue)), (begin, begin + len(scope)))
    sentence = BioscopeSentence("a", text, (pair,), "abstracts")
    for seed in range(count):
        yield from with_references([sentence], "cited", seed=seed)


def test_references_stand_behind_a_scope_and_explanations_inside():
    rows = list(drawn("It may be shear.", "may", "may be shear"))
    assert {row.group for row in rows} == {"cited"}
    scopes = [row.text[slice(*row.pairs[0][1])] for row in rows]
    outside = [row for row, scope in zip(rows, scopes, strict=True) if scope == "may be shear"]
    inside = [scope for scope in scopes if scope != "may be shear"]
    assert len(outside) > len(inside) > 10
    assert all(scope.endswith(")") for scope in inside)
    assert all(row.text.endswith(("].", ").")) for row in rows)
    assert any("[" in row.text for row in outside)
    assert any("Figure" in row.text for row in outside)
    assert not any("Figure" in scope for scope in inside)


def test_cues_and_scopes_keep_their_words_around_what_is_put_in():
    text = "Here, cells may divide, but do not move."
    rows = list(drawn(text, "may", "may divide"))
    assert len({row.text for row in rows}) > 50
    for row in rows:
        ((cue, scope),) = row.pairs
        assert row.text[slice(*cue)] == "may"
        assert row.text[slice(*scope)].startswith("may divide")
        assert row.text[scope[1] :].startswith((",", " [", " ("))


def test_the_same_seed_draws_the_same_and_a_text_without_a_break_has_no_variant():
    sentence = BioscopeSentence("a", "it may rain", (((3, 6), (3, 11)),), "abstracts")
    assert list(with_references([sentence], "cited")) == []
    rows = [
        BioscopeSentence("a", f"It may be {word}.", (((3, 6), (3, 9)),), "x") for word in "bcdefgh"
    ]
    assert list(with_references(rows, "cited")) == list(with_references(rows, "cited"))
