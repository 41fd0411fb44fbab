"""``python -m piiscan``."""

from piiscan.cli.entry import run

if __name__ == "__main__":
    run()
