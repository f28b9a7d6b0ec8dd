"""How the part of the light model beyond cues is made: scopes, sources, confidence and roles.

    python -m training.depth taught   --corpora PATH [--accurate FOLDER] [--light FOLDER]
    python -m training.depth train    --corpora PATH --name NAME [--light FOLDER] [--taught FILE]

`taught` has a model with an encoder rate more texts, and writes seeds/confidence_taught.npz or
another file. `train` fits everything else and writes models/NAME/depth, beside the cues of the
candidate, if it has some; it needs torch too, for the network of the confidence. The tables go on
their grids (`grids.py`) as they are written.

`benchmarks.confidence` measures confidence and answers, `benchmarks.scopes` and
`benchmarks.attribution` the rest, by cross-validation.
"""
