"""How the encoder of the deep model is made: all-MiniLM-L6-v2, fine-tuned on our annotations.

    pip install torch safetensors tokenizers onnx onnxruntime
    python -m benchmarks.encoder prune    --corpora PATH --base FOLDER --encoder FOLDER
    python -m benchmarks.encoder train    --corpora PATH --encoder FOLDER --seed 0 --weights FILE
    python -m benchmarks.encoder spread   --corpora PATH --encoder FOLDER --weights FILE FILE …
    python -m benchmarks.encoder schemes  --corpora PATH --encoder FOLDER --weights FILE
    python -m benchmarks.encoder export   --corpora PATH --encoder FOLDER --weights FILE
    python -m benchmarks.encoder confidence --corpora PATH --seed 0 --weights FILE
    python -m benchmarks.encoder finish   --corpora PATH --weights FILE FILE …
    python -m benchmarks.encoder.figures  --corpora PATH

`prune` takes the pieces out of the vocabulary that English text does not need. `train` teaches the
encoder to mark cues, with one seed. `spread` says how far the figures of several seeds lie apart
(results/encoder_seeds.json). `schemes` adds the three layers that the schemes of the corpora
have for themselves, and cross-validates them (results/encoder_schemes.json). `export` writes the
folders of the models, and `figures` results/encoder.json. `confidence` trains the network that
reads how sure a text sounds, on top of the released one, whose float weights it does not need; with
`--validate` a draw of the ratings is set aside for choices. `finish` puts the first of several such
networks into the folder, and says how far they lie apart (results/encoder_confidence.json).

The encoder is all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019; Apache-2.0): six layers,
22 million parameters with its whole vocabulary.
"""
