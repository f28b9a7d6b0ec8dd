from corpus_files import BIOSCOPE, marked, read


def test_bioscope_leaves_negation_out(tmp_path):
    _, text = read(tmp_path, "bioscope", BIOSCOPE)
    assert marked(text) == [("might", None)]
