"""A fuzzer: random cases of each kind of target, made from a seed, until the time is over.

`python -m tests.fuzz --minutes 2 --seed 1` runs it; `--planted` says how many planted bugs it
finds. A target is a function that takes a `random.Random`, makes a case from it and raises an
error if an answer breaks a promise. The number of a case and the seed are all that a case depends
on, so that a failure can be repeated.
"""
