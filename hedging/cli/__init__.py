"""The command line: arguments go in; scores, pages, files and an exit code come out.

`hedging.__main__` runs `main.main`. `command` makes commands of typed functions, `options` has the
arguments that they share, `streams` what they read and write; every other module is a command.
"""
