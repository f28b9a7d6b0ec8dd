"""The accuracy gate: what it does when the corpora are not all there."""

from benchmarks import gate
from benchmarks.corpora import expected


def test_the_gate_measures_without_corpora_if_a_file_is_missing(tmp_path, monkeypatch, capsys):
    given = []

    def measure_all(corpora):
        given.append(corpora)
        return gate.Measured({}, {}, corpora is not None)

    monkeypatch.setattr(gate, "measure_all", measure_all)
    names = list(expected())
    for name in names:
        path = tmp_path / "corpora" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "corpora").mkdir(exist_ok=True)
    gate.run_gate(tmp_path / "corpora", update=False, allow_lower=False)
    (tmp_path / "corpora" / names[-1]).unlink()
    gate.run_gate(tmp_path / "corpora", update=False, allow_lower=False)
    assert given == [tmp_path / "corpora", None]
    assert names[-1] in capsys.readouterr().out
