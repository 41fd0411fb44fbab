"""What a value becomes: placeholders, fakes, hashes, look-ups of the environment, and which one for which finding."""
