"""Where in which kind of file a value stands, and what may be written there so that the file still parses."""
