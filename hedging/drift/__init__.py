"""Two reports → how sure each claim of the first is in the second: `comparing.compare_reports`.

`claims` cuts sentences into claims, `markers` finds what makes one more or less sure, `alignment`
says which claims of two texts are the same, `features` says how they differ, and `judging` weighs
that. `gone` names the words that are lost, `comparing` puts all together, and `result` says what
came of it.
"""
