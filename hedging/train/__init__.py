"""Labelled sentences → a model: what `hedging train`, `adapt` and `evaluate --corpora` run.

`training.train` makes a model by the recipe in its folder, and `cross_validation` tests such models
on documents that they have not seen. `adaptation` makes an existing model fit a domain. The models
of a release are made by the folder `training`, which is not in the wheel and uses these modules;
what lies beyond cues is learned there alone.
"""
