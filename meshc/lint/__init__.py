"""Judges the IR: one rule per file in `rules`, and the comments that suppress a warning."""
