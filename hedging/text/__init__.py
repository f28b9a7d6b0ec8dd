"""Text → tokens → sentences, and the hashed features and weights that the linear models share.

Other rooms use `tokens`, `joined.tokenize_joined`, `sentences` and `lines` (to split and to train
the splitter), `punkt.Punkt`, `characters` (the classes of code points), `hashing`,
`templates.Templates`, `weights.Weights`, `markdown`, `decoding`, and `notation` (a sentence with
marked cues).
"""
