"""The parts of ``benchmarks/mask_corpus.py``: packages, values, places, parsers, checks."""
