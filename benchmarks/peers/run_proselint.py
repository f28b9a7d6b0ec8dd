"""proselint: flagged when its check named hedging reports; no other check is on."""

from contract import run


def load(task):
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)
    config = {"max_errors": 1000, "checks": {"hedging": True}}
    return lambda texts: [bool(text and LintFile("sentence", text).lint(config)) for text in texts]


run("proselint", load)
