"""The `hedging` command and `python -m hedging` → the command line."""

import sys

_INTERRUPTED = 130  # 128 and the number of SIGINT, as shells count


def main() -> int:
    """Run the command line; the exit code is 130 after Ctrl-C, also while modules are imported."""
    try:
        from hedging.cli.main import main as run

        return run()
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
