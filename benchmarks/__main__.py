"""`python -m benchmarks`: the whole suite."""

import sys

from benchmarks.suite import main

sys.exit(main())
