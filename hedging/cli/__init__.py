"""The command line: arguments go in; scores, pages, files and an exit code come out.

`main.main` is the entry point. Every other module holds a command, or code that several
commands share.
"""
