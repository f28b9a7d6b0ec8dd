"""Records and columns → pictures of them: plots, notebook cells and the HTML page of a report.

The methods of `Report` and `Batch` call these modules when they are asked to show something. They
read records but never make them, so they import them for type checking only.
"""
