"""`python -m hedging`: the command line."""

import sys

from hedging.cli.main import main

sys.exit(main())
