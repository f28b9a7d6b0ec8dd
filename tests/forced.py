"""A detector as `hedging.load` makes it, forced to one of its ways."""

import hedging
from hedging.detector import forced_detector


def load_forced(*model, pure=False, band=None, **options):
    """The detector; `pure` leaves the compiled kernel out, `band` says where an encoder answers."""
    return forced_detector(hedging.load(*model, **options), pure=pure, band=band)
