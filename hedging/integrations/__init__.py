"""One file per kind of library that hedging plugs into: tables or docs → the same with scores.

A file imports a library only for what belongs to it, and no other room imports these files.
"""
