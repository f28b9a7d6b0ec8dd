"""The plan of a job: everything that must not change before a resumed run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from hedging.batch import SCHEMA
from hedging.errors import InputError
from hedging.jobs.files import UNLISTED, file_state
from hedging.jobs.job import Job
from hedging.model.files import depth_folder_of, fingerprints, folder_of
from hedging.released import released_name
from hedging.wording import one_line

Plan = dict[str, Any]

# Number of the format of plans and parts; a change of what they hold is a new number.
_FORMAT: Final = 2


def plan_of(job: Job, files: Sequence[tuple[str, str]]) -> Plan:
    """The plan of a job on these files, as JSON data."""
    states = {path: [name, *(_state(path, name) or ())] for path, name in files}
    options = job.options.to_dict()
    del options["model"]  # its files decide
    name, folder = released_name(job.options.model), folder_of(job.options.model)
    fields = job.fields
    options |= {
        "level": job.level,
        "pattern": job.pattern,
        "stream": job.stream,
        "max_record": job.max_record,
        "text_field": fields.text,
        "id_field": fields.id,
        "keep": list(zip(fields.kept_names, fields.keep, strict=True)),
    }
    plan: Plan = {
        "input": states,
        "order": {"paths": [path for path, _ in files]},
        "options": options,
        "model": {"name": name, "files": fingerprints(folder)},
        "depth": fingerprints(depth_folder_of(folder)) if options["depth"] == "all" else {},
        "schema": {"number": SCHEMA},
    }
    as_json: Plan = json.loads(json.dumps(plan))
    return as_json


def plan_text(job_id: str, plan: Plan) -> bytes:
    """A plan with the id of its job, as it is written.

    >>> plan_text("07", {"schema": {"number": 4}})
    b'{"job": "07", "format": 2, "schema": {"number": 4}}'
    """
    return json.dumps({"job": job_id, "format": _FORMAT, **plan}).encode("ascii")


def continued_job(before: dict[str, Any], now: Plan, output: str) -> str:
    """The id of an unfinished job, whose plan was `before`.

    Raises InputError if the plan is damaged, or differs from the plan `now`.
    """
    job_id = before.get("job")
    if isinstance(job_id, str) and before.get("format") != _FORMAT:
        raise InputError(
            f"cannot resume {output}: another version of hedging has begun it, and its parts have "
            "another format; finish it with that version, or --overwrite starts again"
        )
    if not isinstance(job_id, str) or not all(isinstance(before.get(n), dict) for n in now):
        raise InputError(f"cannot resume {output}: its plan is damaged; --overwrite starts again")
    if changes := _changes(before, now):
        raise InputError(f"cannot resume {output}: {changes} changed; --overwrite starts again")
    return job_id


def _state(path: str, format_name: str) -> tuple[int, int] | None:
    return None if format_name == UNLISTED else file_state(path)


def _changes(before: Plan, now: Plan) -> str:
    """The differences of two plans in words; "" if they are equal."""
    changes = []
    for name, new in now.items():
        old = before[name]
        keys = [key for key in {**new, **old} if new.get(key) != old.get(key)]
        if not keys:
            continue
        if name == "input":
            changes.append(f"the input {', '.join(one_line(ascii(key)[1:-1]) for key in keys[:3])}")
        elif name == "options":
            changes.append(f"the option{'s' * (len(keys) > 1)} {', '.join(keys)}")
        else:
            changes.append(f"the {name}")
    return " and ".join(changes)
