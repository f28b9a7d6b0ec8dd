"""Sentences → marks of what may be cues, by a small transformer that reads whole sentences.

It needs `onnxruntime` and `tokenizers`: pip install 'hedging[encoder]'.
"""
