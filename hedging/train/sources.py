"""Marked sentences → what the models of sources learn from. (work in progress)"""
