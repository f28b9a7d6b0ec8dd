"""The command line: arguments go in; scores, pages, files and an exit code come out.

`main.main` is the entry point. Every other module of this room holds one command or a duty that
commands share.
"""
