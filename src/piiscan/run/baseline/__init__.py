"""The baseline of a project in a run.

places.py    paths as the baseline has them
known.py     one run's baseline: what it makes of the findings, and which of its entries are stale
upkeep.py    what `create`, `update` and `prune` make of it
imported.py  what other scanners know, matched onto piiscan's own findings
addition.py  one finding after another, as somebody decides
"""
