"""Two reports → how sure each claim of the first is in the second: `comparing.compare_reports`.

`claims` cuts sentences into claims, `markers` finds what makes one more or less sure, `alignment`
says which claims of two texts are the same, `features` says how they differ, and `judging` weighs
that. `gone` names the words that are lost, and `comparing` puts all together. `pair` and `result`
say what came of it, and `page` shows it, with the words that `rewording` finds gone or new.
"""
