" Indents a file whose lines have lost theirs.
edit main.mesh
normal! gg=G
silent write! $RESULT
qa!
