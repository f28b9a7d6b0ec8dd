"""Text → tokens → sentences, and the hashed features and weights that the linear models share.

Other rooms use `tokens.tokenize`, `sentences.Splitter`, `hashing.HashIndex`, `templates.Templates`,
`weights.Weights`, `markdown.blank_markup` and `decoding.decode_text`.
"""
