"""Rewriting files: atomically, keeping what a file has besides its bytes, refusing one that has changed."""
