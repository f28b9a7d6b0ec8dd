"""Numbers of documents → means, differences and their intervals, by one definition each.

`pooling` gives the score of several documents, `tally` and `compared` count documents by group and
date, `quotes` chooses the sentences to quote, `bootstrap` draws clusters of documents again, and
`difference` says how two groups differ.
`groups.difference` and `groups.differences` are for users: they take columns of any library.
"""
