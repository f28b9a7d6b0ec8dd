"""`python -m hedging`: the command line."""

import sys

from hedging.cli import main

sys.exit(main())
