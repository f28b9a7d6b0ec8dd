"""Twelve states of the pages → pictures of them, which the tests compare with those kept here.

    python -m tests.snapshots

makes the pictures anew: look at each before you commit it. Needs Playwright, a Chromium, Pillow and
the fonts of DejaVu, in which all states are set, so that machines agree on where lines end.
"""
