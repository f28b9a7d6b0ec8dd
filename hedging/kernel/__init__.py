"""Texts and a model's tables → sentences, candidates and their log-odds, in one call of compiled C.

A round can be kept, and a second call answers all that goes beyond its cues (`depth_rounds.py`).
Where the tokens of a round are arrays, sentences with cues go to their scopes and sources in calls
of their own (`scopes.py`, `sources.py`).

The compiled module is optional: `hedging.extension` gives it where it was built and is wanted. Pure
Python, which is the reference, gives the same answers to the bit.
"""
