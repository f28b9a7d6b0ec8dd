"""The benchmark suite: `python -m benchmarks` measures, keeps the results and writes the tables.

Each benchmark is a module with a `main(argv)`, so `python -m benchmarks.throughput` runs one alone.
"""
