"""Find and mask secrets and personal data in repositories."""

__version__ = "0.1.0"
