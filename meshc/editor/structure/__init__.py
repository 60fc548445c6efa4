"""The shape of a file, from its tree alone: its outline, what can be folded away, and ranges in ranges."""
