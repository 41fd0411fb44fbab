"""Seeded synthesis: invented values in wording that people write, laid into real files."""
