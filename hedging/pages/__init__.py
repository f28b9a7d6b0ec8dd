"""Answers and counts → pages, plots and lines for readers; nothing here counts or reads files.

A file is a page (`article`, `comparison`), a notebook cell, the lines of a terminal or a plot of
matplotlib. `figures`, `words` and `markup` are what they have in common, also for the pages of
`hedging.drift` and `hedging.evaluate`; `templates/` holds the HTML, styles and scripts of all.
"""
