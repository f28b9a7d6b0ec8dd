from training.corpora.scopes import read_bioscope

BIOSCOPE = """<Annotation>
<DocumentSet>
<Document type="Biological_abstract">
<DocID>8</DocID>
<DocumentPart type="Title">
<sentence id="S1">A short title of ours</sentence>
</DocumentPart>
<DocumentPart type="AbstractText">
<sentence id="S2">The
<xcope id="X1">gene <cue type="speculation" ref="X1">might</cue> be
<xcope id="X2"><cue type="negation">not</cue> active</xcope>
</xcope>.</sentence>
</DocumentPart>
</Document>
</DocumentSet>
</Annotation>"""


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
