"""Detector + labelled sentences or plain texts → how right it is, how sure that is, and how fast.

`metrics` counts hits and misses with the intervals of the figures, and finds the wrong verdicts;
`differences` compares two detectors, and `cautions` says what to know before trusting figures.
`tables` prints all that, and `page` writes it with the diagram of `reliability`. `speed` takes the
time, `environment` describes the machine. `drawing` chooses sentences to label and writes them
down, and `agreement` compares two labellings.
"""
