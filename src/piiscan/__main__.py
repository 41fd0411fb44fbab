"""``python -m piiscan``."""

from piiscan.cli.entry import main

if __name__ == "__main__":
    raise SystemExit(main())
