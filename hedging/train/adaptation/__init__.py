"""A model + labelled sentences of a domain → a model that knows the domain, and what was changed.

Other rooms use `adapting.adapt` and its result, `adapting.Adaptation`. `steps` says how far a model
may move and measures each step, `domain` fits what may move, and `material` reads what the model
learns from. It also has sentences of general text, on which an adapted model must stay as good as
it was.
"""
