"""The words that masking writes in place of a value. The gate knows them, and `detect.written`, which has the rest."""

#: In ASCII-compatible bytes: `<EMAIL>`, `<KEY:0123456789ab>`, `REDACTED_NAME`, `********1234`.
WORDS: bytes = rb"<[A-Z][A-Z0-9_]*(?::[0-9a-f]{12})?>|REDACTED_[A-Z][A-Z0-9_]*|\*{8}[A-Za-z0-9_.-]{0,4}"
