"""Putting what a build made on the disk."""
