"""How the accurate model and its cascade are made: all-MiniLM-L6-v2, fine-tuned on our annotations.

    python -m training.accurate prune    --corpora PATH --base FOLDER --encoder FOLDER
    python -m training.accurate train    --corpora PATH --encoder FOLDER --seed 0 --weights FILE
    python -m training.accurate schemes  --corpora PATH --encoder FOLDER --weights FILE
    python -m training.accurate export   --corpora PATH --encoder FOLDER --weights FILE --name NAME
    python -m training.accurate confidence --corpora PATH --accurate NAME --seed 0 --weights FILE
    python -m training.accurate finish   --corpora PATH --weights FILE FILE … --name NAME

`prune` takes the pieces out of the vocabulary that English text does not need. `train` teaches the
encoder to mark cues, with one seed; `python -m benchmarks.encoder_seeds` says how far the figures
of several seeds lie apart. `schemes` adds the three layers that the schemes of the corpora have for
themselves to the file of weights, and cross-validates them (encoder_schemes.json). `export` begins
two candidates: models/NAME, and models/NAME-auto, the cascade. `confidence` trains the network that
reads how sure a text sounds, on top of an exported one, whose float weights it does not need; with
`--validate` a draw of the ratings is set aside for choices. `finish` puts the first of several such
networks into the candidate that `export` has begun, and says how far they lie apart
(encoder_confidence.json). With `--accurate MODEL` it begins a candidate with the encoder of that
model, so that its cues and scores stay.

The files of figures are written to build/training, or to the folder of `--results`.

The encoder is all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019; Apache-2.0): six layers,
22 million parameters with its whole vocabulary.
"""
