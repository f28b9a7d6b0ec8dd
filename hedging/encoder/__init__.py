"""Sentences → log-odds of their word pieces, by a small transformer that reads whole sentences.

It needs `onnxruntime` and `tokenizers`: pip install 'hedging[deep]'.
"""
