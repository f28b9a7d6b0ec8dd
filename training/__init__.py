"""Corpora and seeds → the models of a release, step by step; `training/README.md` has the order.

Nothing of this is in the wheel. What measures models is in `benchmarks`, which may import from
here; nothing here imports from there.
"""
