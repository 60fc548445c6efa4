"""What has a name in a mesh, where it is declared and mentioned, and who calls whom."""
