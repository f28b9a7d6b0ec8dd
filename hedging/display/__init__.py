"""Records and columns → pictures of them: plots, notebook cells and the HTML page of a report.

Other rooms use `page.report_page`, `page.html_page`, `page.is_page`, `page.link`, `sections`,
`markup`, and the functions that the methods of `Report` and `Batch` call. This room reads records
but makes none, so it imports them for type checking only.
"""
