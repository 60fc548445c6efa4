"""From values as written to values of the IR."""
