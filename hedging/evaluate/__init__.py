"""Detector + labelled sentences or plain texts → how right it is, and how fast.

`metrics` counts hits and misses, `cross_validation` trains and tests by document, and `tables`
prints both. `speed` takes the time. `environment` describes the machine.

Other rooms and the benchmarks use `metrics.measure` with `Metrics` and `Counts`,
`cross_validation.cross_validate` and `cross_validate_boundaries` (with `sets_of` a caller chooses
the sets of texts), `tables.metrics_table` and `cross_validation_table`, `speed.measure_speed` and
`speed_lines`, and `environment.environment`.
"""
