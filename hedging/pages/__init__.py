"""Answers and counts → pages, plots and lines for readers; nothing here counts or reads files.

A file is a page (`article`, `comparison`, `drift`, `evaluation`), a notebook cell, the lines of a
terminal or a plot of matplotlib. `figures` and `markup` are what the pages have in common, and
`templates/` holds their HTML, styles and scripts.
"""
