"""What of the features a mesh uses, one area per file; meshc.ir.features puts them together."""
