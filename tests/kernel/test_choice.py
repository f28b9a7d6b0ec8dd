"""Which kernel gives the answers: the compiled module, where it was built and is wanted."""

import sys
import types
import warnings

import pytest

import hedging
from hedging import extension
from hedging.cli.main import main
from hedging.options import DetectorOptions

NAME = "hedging.kernel._core"


@pytest.fixture
def built(monkeypatch):
    """Makes a module stand for the compiled kernel; None makes it missing."""
    extension._wanted_extension.cache_clear()
    monkeypatch.delenv(extension.PURE_VARIABLE, raising=False)

    def stand_in(abi):
        module = None
        if abi is not None:
            module = types.ModuleType(NAME)
            module.ABI = abi
        monkeypatch.setitem(sys.modules, NAME, module)
        return module

    yield stand_in
    extension._wanted_extension.cache_clear()


def test_the_module_is_used_where_it_was_built(built):
    module = built(extension.ABI)
    assert extension.extension() is module
    assert extension.kernel_name() == "compiled"


def test_an_argument_leaves_it_out(built):
    built(extension.ABI)
    assert extension.extension(pure=True) is None
    assert extension.kernel_name(pure=True) == "pure"
    assert extension.kernel_name() == "compiled"


@pytest.mark.parametrize(("value", "name"), [("1", "pure"), ("0", "compiled"), ("", "compiled")])
def test_the_environment_leaves_it_out(built, monkeypatch, value, name):
    built(extension.ABI)
    monkeypatch.setenv(extension.PURE_VARIABLE, value)
    assert extension.kernel_name() == name
    # It is read once: a process does not change its kernel on the way.
    monkeypatch.setenv(extension.PURE_VARIABLE, "nonsense")
    assert extension.kernel_name() == name


def test_another_value_of_the_variable_is_refused(built, monkeypatch, capsys):
    built(extension.ABI)
    monkeypatch.setenv(extension.PURE_VARIABLE, "true")
    with pytest.raises(hedging.InputError, match="HEDGING_PURE is 'true': expected 1"):
        extension.extension()
    assert main(["--version"]) == 1
    assert capsys.readouterr().err.startswith("hedging: HEDGING_PURE is 'true'")


def test_without_the_module_nothing_is_said(built):
    built(None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert extension.extension() is None
    assert extension.kernel_name() == "pure"


def test_a_module_of_other_sources_is_not_used_and_this_is_said_once(built):
    built(extension.ABI + 1)
    with pytest.warns(RuntimeWarning, match="install hedging again") as told:
        assert [extension.extension(), extension.extension()] == [None, None]
    assert len(told) == 1


@pytest.mark.parametrize(
    ("abi", "shown"), [(extension.ABI, "compiled kernel"), (None, "pure Python")]
)
def test_the_version_names_the_kernel(built, capsys, abi, shown):
    built(abi)
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"hedging {hedging.__version__} ({shown})\n"


def test_the_detector_knows_the_choice():
    assert hedging.load(pure=True).criteria.pure
    assert not hedging.load().criteria.pure
    with pytest.raises(hedging.InputTypeError, match="expected True or False for pure, got 1"):
        DetectorOptions(pure=1)
