"""Recipe + corpora + seeds → a model folder.

Other rooms use `training.train`, `training.fit`, `training.seeds_folder`, `folds.fold_of`,
`recipe.Recipe`, `material.load_material`, `material.Material` and `boundaries.fit_splitter`.
Adaptation uses `domain.Domain`, which adds to a model what labelled sentences of a domain teach,
`regression.offset_regression` and `calibration.score_sentences`. The scripts that make the
teacher's labels also use `distillation`.
"""
