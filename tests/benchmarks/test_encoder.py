import json

from benchmarks import encoder_tables
from benchmarks.grid import Results


def figures(f1):
    return {
        "sentences": {"f1": f1, "labelled": 10},
        "cues_exact": {"f1": f1 / 2},
        "calibration_error": 0.01,
    }


def test_the_tables(tmp_path):
    def of_model(f1):
        parts = {
            name: {"general": figures(f1), f"general/{name}-x": figures(f1)}
            for name in ("passages", "annotations", "seeds")
        }
        return parts | {"contrast": {"rows_right": 3, "rows": 4}}

    encoder = {
        "models": {"light": of_model(0.5), "accurate": of_model(0.75), "float": of_model(0.8)},
        "pace": {"light": 1000.0, "accurate": 10.0},
        "start": {"light": {"seconds": 0.1, "megabytes": 50}},
        "curve": [{"band": [0.1, 0.9], "sentence_f1": 0.7, "cue_f1": 0.3, "pace": 100.0}],
    }
    (tmp_path / "encoder.json").write_text(json.dumps(encoder))
    results = Results(tmp_path)
    right = encoder_tables.how_right(results)
    assert "| accurate | 0.750 / 0.375 |" in right
    assert "| accurate before its numbers were made whole | 0.800 / 0.400 |" in right
    assert "3 of 4" in right
    assert encoder_tables.registers(results).splitlines()[-1] == (
        "| x | 0.500 / 0.250 | 0.750 / 0.375 |"
    )
    assert encoder_tables.paces(results).splitlines()[2:] == [
        "| light | 1,000 | 0.10 | 50 |",
        "| accurate | 10 |  |  |",
    ]
    assert encoder_tables.curve(results).splitlines()[2:] == [
        "| none: the light model | 0.500 | 0.250 | 1,000 |",
        "| 0.100 to 0.900 | 0.700 | 0.300 | 100 |",
        "| all: the encoder | 0.750 | 0.375 | 10 |",
    ]
