"""Scans what git stores: every version of every file, messages, tags and file names.

regions.py   which parts of a version are new
scanner.py   the versions of some paths in, what is new in them out; runs in worker processes
texts.py     messages, tags and file names
merge.py     what workers found, each once, with its first commit
scan.py      a whole scan: a history in, a `ScanResult` out
blobs.py     every stored blob with its findings, for whoever rewrites history
"""
