"""Corpora and seeds that teach what lies beyond cues → documents with scopes and sources.

`scopes` reads our marks, `attribution` reads GUM and, by `subjects`, finds the noun phrases of its
sources. `scope_frames`, `source_frames` and `references` make sentences from what we wrote. The
readers that `hedging train` needs too are in `hedging/corpora`.
"""
