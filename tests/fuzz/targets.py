"""The targets of the fuzzer by name."""

from __future__ import annotations

from tests.fuzz.commands import fuzz_commands
from tests.fuzz.growth import fuzz_growth
from tests.fuzz.inputs import fuzz_inputs
from tests.fuzz.markdown import fuzz_check, fuzz_markdown
from tests.fuzz.material import HAS_MARKDOWN
from tests.fuzz.models import fuzz_models, fuzz_settings
from tests.fuzz.outputs import fuzz_files, fuzz_outputs, fuzz_resume
from tests.fuzz.pages import fuzz_pages, fuzz_terminal
from tests.fuzz.runner import Target
from tests.fuzz.texts import fuzz_options, fuzz_texts

TARGETS: dict[str, Target] = {
    "texts": fuzz_texts,
    "options": fuzz_options,
    "check": fuzz_check,
    "inputs": fuzz_inputs,
    "outputs": fuzz_outputs,
    "files": fuzz_files,
    "resume": fuzz_resume,
    "pages": fuzz_pages,
    "terminal": fuzz_terminal,
    "models": fuzz_models,
    "settings": fuzz_settings,
    "commands": fuzz_commands,
    "growth": fuzz_growth,
}
if HAS_MARKDOWN:
    TARGETS["markdown"] = fuzz_markdown
