"""A model's folder → a Model; its candidates in their context → log-odds, kinds and scores.

Other rooms use `files` (to load, save and find a model), `model.Model` and `model.Scheme`,
`lexicon` (candidates, and hashes for training), `features`, `word_classes.WordClasses`, `scoring`
and `custom_cues.CustomCues`.
"""
