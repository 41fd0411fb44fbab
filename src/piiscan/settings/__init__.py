"""Configuration, resolved once into an immutable value.

    model.py       `Settings`, the value itself
    load.py        `load(start, ...)`: files, `--config` and options become one `Settings`
    schema.py      every key: name, type, default and text
    selector.py    what `ALL`, `EMAIL`, `SEC1`, `SEC101` and `github-pat` match
    selection.py   which rules report, everywhere and in one file
    severity.py    how bad a finding is
    show.py        `piiscan config show` and `piiscan config init`
    origins.py     which layer each value in force comes from
    json_schema.py the keys as a JSON Schema, for editors

Nothing is imported here, so that `piiscan.suppress` can use the selectors without the loading.
"""
