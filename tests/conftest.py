"""Slow tests run when HEDGING_SLOW=1 is set, as `.ci/run` does."""

import os

import pytest


def pytest_collection_modifyitems(items):
    if os.environ.get("HEDGING_SLOW") == "1":
        return
    skip = pytest.mark.skip(reason="slow: set HEDGING_SLOW=1")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)
