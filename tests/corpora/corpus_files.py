"""Small files of the corpora's formats, and what the tests read from them."""

from hedging.corpora import READERS

SZEGED = """<?xml version='1.0'?><Annotation>
<DocumentSet>
<Document type="Biological_abstract">
<DocID>7</DocID>
<DocumentPart type="Title">
<Sentence id="S1">A short title of ours</Sentence>
</DocumentPart>
<DocumentPart type="Text">
<Sentence id="S2">It <ccue type="speculation_modal_probable_">may</ccue> rain <ccue
type="speculation_hypo_condition _">if
</ccue>it is warm.</Sentence>
</DocumentPart>
</Document>
</DocumentSet>
</Annotation>"""


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


def read(tmp_path, reader, content, name="file"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return list(READERS[reader](path))


def marked(gold):
    return [(gold.text[cue.start : cue.end], cue.kind) for cue in gold.cues]
