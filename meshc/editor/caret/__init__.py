"""Where a caret or a pointer is: from tokens for what is being typed, from the tree for what is written."""
