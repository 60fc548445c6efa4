"""What the model of a mesh says: who calls whom, what is in force and from where, and what targets make of it."""
