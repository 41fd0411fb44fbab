"""Puts the rooms together: sources are read, detected, suppressed, located and collected.

engine.py     the catalogue and the compiled engine, cached on disk
cache.py      its folder, and how files get into it
regexes.py    patterns that are compiled already, cached on disk
shipped.py    which rules ship, without reading them all
place.py      byte offsets become lines, columns, frames and fingerprints
scanner.py    one entry in, its findings out
workers.py    many entries over several processes
forked.py     such a process by fork, with its pipes
spawned.py    the same where forking is not safe
scan.py       a whole scan: entries in, a `ScanResult` out
mask.py       a whole masking run
sketch.py     what one file becomes, decided in memory
spread.py     the same over several processes
turns.py      what each of them does
commit.py     drafts become files, in batches, all or none
"""
