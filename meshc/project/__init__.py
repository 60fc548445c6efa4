"""Where a mesh stands on the disk, and what its project says: the same for the command line and the editor."""
