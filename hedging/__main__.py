"""`python -m hedging` → the command line, for a Python whose scripts are not on the PATH."""

import sys

from hedging.cli.main import main

sys.exit(main())
