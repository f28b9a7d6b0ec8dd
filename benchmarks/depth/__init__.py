"""How the model of depth is made: scopes, sources, confidence and roles.

    python -m benchmarks.depth taught   --corpora PATH [--model NAME]
    python -m benchmarks.depth train    --corpora PATH
    python -m benchmarks.depth figures  --corpora PATH

`taught` has a model with an encoder rate more texts, and writes seeds/confidence_taught.npz.
`train` fits everything else and writes models/en-depth-4; it needs torch too, for the network of
the confidence. `figures` measures confidence and answers (results/confidence.json).
`benchmarks/scopes.py` and `benchmarks/attribution.py` measure the rest by cross-validation.
"""
