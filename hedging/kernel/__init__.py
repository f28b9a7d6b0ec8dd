"""Texts and a model's tables → sentences, cues and what lies beyond them, in compiled C.

`bridge` opens a model, scores texts and answers what goes beyond their cues. The compiled module is
optional: `hedging.extension` gives it where it was built and is wanted. Numpy, which is the
reference, gives the same answers to the bit.
"""
