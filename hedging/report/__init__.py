"""Reports → pages and lines for readers: terminal output, pages of texts, comparisons of groups.

Other rooms use `painter.Painter`, `terminal.report_lines`, `terminal.choose_sentences`,
`pages.write_report` and the functions that it calls, `from_scores.ScoresOptions`,
`files.write_html`, and `comparison.compare_groups`.
"""
