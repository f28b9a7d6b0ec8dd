"""A model's folder → a Model; its candidates in their context → log-odds, kinds and scores.

Other rooms use `files.load_model`, `files.save`, `model.Model`, `model.Scheme`, `lexicon.Finder`,
`features.cue_features`, `scoring` and `custom_cues.CustomCues`.
"""
