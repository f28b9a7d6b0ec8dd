"""Which kernel gives the answers: the compiled module, where it was built."""

import sys
import types
import warnings

import pytest
from forced import load_forced

import hedging
from hedging import extension
from hedging.cli.main import main

NAME = "hedging.kernel._core"


@pytest.fixture
def built(monkeypatch):
    """Makes a module stand for the compiled kernel; None makes it missing."""
    extension.extension.cache_clear()

    def stand_in(abi):
        module = None
        if abi is not None:
            module = types.ModuleType(NAME)
            module.ABI = abi
        monkeypatch.setitem(sys.modules, NAME, module)
        return module

    yield stand_in
    extension.extension.cache_clear()


def test_the_module_is_used_where_it_was_built(built):
    module = built(extension.ABI)
    assert extension.extension() is module
    assert extension.kernel_name() == "compiled"


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
    assert load_forced(pure=True).criteria.pure
    assert not hedging.load().criteria.pure
