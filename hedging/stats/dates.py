"""ISO dates of documents → their parts, and the length of the periods that suit them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import lru_cache

# Libraries turn years with gaps into floats (2020.0). Only a full date can have a time.
_DATE = re.compile(r"(\d{4})(?:\.0|([-/]?)(\d\d)(?:\2(\d\d)(?:[T ]\d.*)?)?)?$")
# With more days or months than this, the next longer period is used.
_MAX_PERIODS = 62
# The share of dated documents whose dates must be as fine as the periods.
_MIN_FINE = 0.9


# Many documents share a date.
@lru_cache(maxsize=4096)
def date_parts(text: str) -> tuple[str, ...]:
    """Year, month and day of an ISO date, as many as it has; () for anything but a date.

    >>> date_parts("2020-05-17T10:00"), date_parts("2020/05")
    (('2020', '05', '17'), ('2020', '05'))
    >>> date_parts("2020-02-30"), date_parts("soon")
    ((), ())
    """
    match = _DATE.match(text.strip())
    if match is None:
        return ()
    parts = tuple(part for part in match.group(1, 3, 4) if part)
    try:
        datetime.date(*map(int, (*parts, "01", "01")[:3]))
    except ValueError:
        return ()
    return parts


def period_length(documents: Mapping[tuple[str, ...], int]) -> int:
    """The number of date parts of a period: 3 for days, 2 for months, 1 for years, 0 for no date.

    `documents` maps the parts of each date to the number of its documents. The period is the
    shortest for which nearly all dates are fine enough and which gives few enough periods.

    >>> period_length({("2020", "05", "17"): 40, ("2020", "05", "18"): 50, ("2020",): 3})
    3
    """
    dated = {parts: number for parts, number in documents.items() if parts}
    for length in (3, 2, 1):
        fine = {parts: number for parts, number in dated.items() if len(parts) >= length}
        few = length == 1 or len({parts[:length] for parts in fine}) <= _MAX_PERIODS
        if fine and few and sum(fine.values()) >= _MIN_FINE * sum(dated.values()):
            return length
    return 0
