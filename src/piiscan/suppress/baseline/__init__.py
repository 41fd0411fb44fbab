"""The baseline: findings that a project knows of, kept in a file that holds nothing of their values.

    entry.py     one known finding, and what somebody has decided about it
    file.py      the file: reading it, writing it whole or not at all
    document.py  what it must hold
    letters.py   bytes as letters
    trace.py     what a finding leaves for the baseline to know it again by
    guessing.py  whether a value is so random that a check word of it tells nothing
    matching.py  which findings are which entries
    renames.py   a file under its new name
    one_file.py  the same for whoever looks at one file after another
    foreign.py   what other scanners keep: `.secrets.baseline`, `.gitleaksignore`, reports

docs/baseline.md is the user's page, and says what such a file tells whoever reads it.
"""
