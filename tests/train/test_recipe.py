import json

import pytest
from small_material import write_recipe

from hedging.errors import InputError
from hedging.kinds import KINDS
from hedging.train.recipe import CorpusFile, Recipe


def test_the_shipped_recipe_is_read_as_it_is(shipped_recipe, tmp_path):
    recipe = Recipe.read(write_recipe(tmp_path, shipped_recipe))
    assert recipe.corpora[0] == CorpusFile("szeged-uncertainty/wiki.xml", "szeged")
    assert recipe.cue_bags == 4
    assert recipe.schemes == {}


def test_a_recipe_sets_the_policy_of_a_scheme(shipped_recipe, tmp_path):
    schemes = {
        "mine": {"hedge_kinds": ["weasel"], "longest_cue": 3},
        "bioscope": {"single_kind": None},
    }
    recipe = Recipe.read(write_recipe(tmp_path, shipped_recipe, schemes=schemes))
    assert recipe.schemes["mine"].hedge_kinds == ("weasel",)
    assert recipe.schemes["mine"].annotated_kinds == KINDS
    bioscope = recipe.schemes["bioscope"]
    assert (bioscope.single_kind, bioscope.always_drawn) == (None, False)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cue_d": 1}, "unknown field cue_d"),
        ({"cue_rate": "x"}, "cue_rate must be a number, got 'x'"),
        ({"cue_rate": float("nan")}, "cue_rate must be above 0, got nan"),
        ({"cue_bags": 2.0}, "cue_bags must be a whole number, got 2.0"),
        ({"cue_bags": True}, "cue_bags must be a whole number, got True"),
        ({"cue_bags": 0}, "cue_bags must be 1 or more, got 0"),
        ({"calibration_folds": 1}, "calibration_folds must be 2 or more"),
        ({"seed_weight": -1}, "seed_weight must be 0 or more"),
        ({"seeds": "examples.jsonl"}, "seeds must be a list, got 'examples.jsonl'"),
        ({"seeds": ["a", 5]}, r"seeds\[1\] must be a string, got 5"),
        ({"corpora": [{"path": "a"}]}, r"missing field corpora\[0\]\.format"),
        ({"corpora": ["a.xml"]}, r"corpora\[0\] must be an object, got 'a\.xml'"),
        ({"teacher": None}, "teacher must be a string, got None"),
        ({"schemes": []}, "schemes must be an object"),
        ({"schemes": {"mine": 5}}, "schemes.mine must be an object, got 5"),
        ({"schemes": {"mine": {"name": "x"}}}, "unknown field schemes.mine.name"),
        (
            {"schemes": {"mine": {"longest_cue": 9}}},
            "schemes.mine: longest_cue must be from 1 to 8",
        ),
        ({"schemes": {"mine": {"hedge_kinds": ["modal"]}}}, "schemes.mine: unknown kinds 'modal'"),
        ({"schemes": {"mine": {"sharing": "some"}}}, "sharing must be one of all, marked, none"),
        ({"schemes": {"mine": {"single_kind": "modal"}}}, "single_kind must be one of epistemic"),
        ({"schemes": {"": {}}}, "a scheme needs a name"),
    ],
)
def test_a_wrong_field_is_named(shipped_recipe, tmp_path, changes, message):
    path = write_recipe(tmp_path, shipped_recipe, **changes)
    with pytest.raises(InputError, match=rf"recipe\.json: .*{message}"):
        Recipe.read(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "is not JSON"), ("[]", "a recipe must be an object"), ("{}", "missing fields abbrev")],
)
def test_a_file_that_is_no_recipe(tmp_path, content, message):
    (tmp_path / "recipe.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        Recipe.read(tmp_path / "recipe.json")
    with pytest.raises(InputError, match=r"no recipe at .*nothing"):
        Recipe.read(tmp_path / "nothing.json")


def test_every_field_is_needed_but_schemes_and_without(shipped_recipe, tmp_path):
    for name in set(shipped_recipe) - {"without"}:
        fields = {key: value for key, value in shipped_recipe.items() if key != name}
        path = tmp_path / "recipe.json"
        path.write_text(json.dumps(fields), encoding="utf-8")
        with pytest.raises(InputError, match=f"missing field {name}"):
            Recipe.read(path)
