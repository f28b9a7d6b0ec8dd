"""Detector + labelled sentences or plain texts → how right it is, and how fast.

`metrics` counts hits and misses, `cross_validation` trains and tests by document, `speed` takes the
time, and `tables` prints the first two.
"""
