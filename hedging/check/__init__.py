"""Texts and a limit go in; findings by line and column come out, written in one of four formats.

Other rooms use `findings.check_text` and `formats.FORMATS`.
"""
