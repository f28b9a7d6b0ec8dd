"""Texts + criteria → batches: the way of a text, compiled or in numpy, with what lies beyond cues.

`pipeline` has the steps in order, `depth` what lies beyond cues; `compiled` takes the same steps
through the kernel, and `cascade` through a model with an encoder.
"""
