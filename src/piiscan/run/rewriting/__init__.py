"""Masks a whole history: into a copy beside it, which is proven clean before it takes the place of the old one.

place.py     which repository, and what forbids rewriting it
survey.py    what is found in it, object by object, without a value
masking.py   the bytes of an object in, masked ones out
filtering.py git-filter-repo, driven as a library
exchange.py  the new objects and refs in, the old ones out
run.py       all of it, in order
"""
