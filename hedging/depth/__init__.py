"""Cues in their sentences → what they make uncertain, how much, and whose doubt it is.

In go the tokens of a round and the shown cues; out come columns beside those of the cues and of the
sentences. Nothing here changes which words are cues.
"""
