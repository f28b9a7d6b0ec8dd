"""Two reports → how sure each claim of the first is in the second: `comparing.compare_reports`.

`markers` finds what makes a sentence more or less sure, `alignment` says which sentences make the
same claim, `comparing` puts both together, and `result` says what came of it.
"""
