"""Detector + labelled sentences or plain texts → how right it is, how sure that is, and how fast.

`metrics` counts hits and misses, `bootstrap` gives the intervals of the figures, `differences`
compares two detectors, `cautions` says what to know before trusting figures, and `mistakes` finds
the wrong verdicts. `tables` prints all that, and `page` writes it with the diagram of
`reliability`. `speed` takes the time. `environment` describes the machine. `drawing` chooses
sentences to label, `label_file` writes them down, and `agreement` compares two labellings.

Other rooms and the benchmarks use `metrics.measure`, or `metrics.score_golds` and `metrics.count`,
with `Metrics` and `Counts`, `bootstrap.intervals`, `differences.difference` and `differences`,
`cautions.cautions`, `mistakes.find_mistakes`, `page.evaluation_page`, `tables.metrics_table` and
`differences_table`, `speed.measure_speed` and `speed_lines`, `environment.environment`,
`drawing.draw`, and `agreement.compare_labels`.
"""
