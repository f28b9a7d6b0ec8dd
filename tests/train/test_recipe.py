from dataclasses import fields

import pytest
from small_material import write_recipe

from hedging.errors import InputError, RecipeError
from hedging.kinds import KINDS
from hedging.released import released_name
from hedging.train.recipe import CorpusFile, Problems, Recipe

NUMBERS = [
    *("cue_rate", "cue_epochs", "cue_bags", "cue_share", "kind_c", "boundary_c", "sentence_c"),
    *("seed_weight", "annotation_weight", "calibration_folds", "taught_weight"),
]


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
    [("{", "is not JSON"), ("[]", "a recipe must be an object")],
)
def test_a_file_that_is_no_recipe(tmp_path, content, message):
    (tmp_path / "recipe.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        Recipe.read(tmp_path / "recipe.json")
    with pytest.raises(InputError, match=r"no recipe at .*nothing"):
        Recipe.read(tmp_path / "nothing.json")


def test_a_field_that_is_left_out_is_that_of_the_shipped_recipe(shipped_recipe):
    shipped = Recipe(**{name: shipped_recipe[name] for name in NUMBERS})
    assert shipped == Recipe()
    assert {f.name for f in fields(Recipe) if f.type in ("int", "float")} == set(NUMBERS)
    assert Recipe().taken_over == dict.fromkeys(
        ("splitter", "word_classes"), released_name("light")
    )


def test_the_shipped_recipe_takes_nothing_over(shipped_recipe, tmp_path):
    assert Recipe.read(write_recipe(tmp_path, shipped_recipe)).taken_over == {}


def test_all_wrong_fields_are_named_at_once(shipped_recipe, tmp_path):
    wrong = {"cue_bags": 0, "seed": [], "schemes": {"mine": {"sharing": "some"}}, "seeds": 1}
    path = write_recipe(tmp_path, shipped_recipe, **wrong)
    with pytest.raises(RecipeError) as raised:
        Recipe.read(path)
    assert len(raised.value.problems) == 4
    problems = Problems()
    recipe = Recipe.read(path, problems)
    assert len(problems) == 4
    assert (recipe.cue_bags, recipe.seeds, recipe.schemes) == (4, (), {})
    assert recipe.cues == "cues.tsv"


def test_a_recipe_from_another_editor_is_read(tmp_path):
    (tmp_path / "recipe.json").write_text('{"seeds": ["a.txt"]}', encoding="utf-8-sig")
    assert Recipe.read(tmp_path / "recipe.json").seeds == ("a.txt",)
