"""How the cues of the light model are made, and two seeds for them.

    python -m training.light --corpora PATH --name NAME [--recipe FILE] [--seeds FOLDER]
    python -m training.light.word_classes --corpora PATH --vectors FOLDER [--output FILE]
    python -m training.light.teacher train --corpora PATH --encoder FOLDER --fold 0 --out FOLDER
    python -m training.light.teacher join --corpora PATH --out FOLDER [--output FILE]

The first trains as `hedging train` does. `word_classes` puts words into classes of similar use.
`teacher` lets fine-tuned encoders label variants of the Wikipedia sentences, from which the scheme
`conll2010-wikipedia` learns.
"""
