"""Rule files of gitleaks and Betterleaks, made into our own rules.

    extend.py      the files that a file builds on
    document.py    the TOML: its keys and their types
    go_regex.py    Go's regular expressions, parsed
    unicode.py     classes beyond ASCII, as sequences of bytes
    nodes.py       a parsed expression, and how Python writes it
    shape.py       what can be said of an expression: lengths, first bytes, how far it can backtrack
    anchor.py      what Hyperscan is to look for
    regex.py       all of these together: an expression that is safe to run
    condition.py   when a match is dropped: one condition, whatever it comes from
    allowlist.py   allowlists, made into such a condition
    expression.py  Betterleaks' `filter` expressions, made into such a condition
    build.py       a rule table becomes a `Rule`
    load.py        a file becomes rules and remarks

Nothing is dropped in silence: what cannot be translated raises `UntranslatableError`, and becomes a remark.
"""
