"""One file per library that hedging plugs into: tables or documents in, the same with scores out.

Each file needs its own library only, and no other room imports these files.
"""
