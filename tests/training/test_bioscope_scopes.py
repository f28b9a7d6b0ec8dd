from tests.corpora.corpus_files import BIOSCOPE
from training.corpora.scopes import read_bioscope


def scopes_of(tmp_path, content):
    path = tmp_path / "file.xml"
    path.write_text(content, encoding="utf-8")
    return [
        (sentence.text[slice(*cue)], " ".join(sentence.text[slice(*scope)].split()))
        for sentence in read_bioscope(path)
        for cue, scope in sentence.pairs
    ]


def test_a_cue_has_the_scope_that_it_names(tmp_path):
    assert scopes_of(tmp_path, BIOSCOPE) == [("might", "gene might be not active")]


def test_the_parts_of_a_cue_share_a_scope_and_scopes_may_nest(tmp_path):
    inner = '<xcope id="B"><cue type="speculation" ref="B">perhaps</cue> tin</xcope>'
    outer = (
        '<xcope id="A"><cue type="speculation" ref="A">either</cue> '
        f'{inner} <cue type="speculation" ref="A">or</cue> zinc</xcope>'
    )
    stray = '<cue type="speculation" ref="C">may</cue>'
    content = BIOSCOPE.replace(".</sentence>", f", {outer}, {stray}.</sentence>")
    whole = "either perhaps tin or zinc"
    expected = [("either", whole), ("perhaps", "perhaps tin"), ("or", whole)]
    assert scopes_of(tmp_path, content)[1:] == expected
