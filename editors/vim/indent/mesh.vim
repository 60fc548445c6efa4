" Indentation of the mesh language.

if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal indentexpr=meshc#indent(v:lnum) autoindent nolisp nosmartindent
setlocal indentkeys=0{,0},0),0],!^F,o,O

let b:undo_indent = 'setlocal indentexpr< autoindent< lisp< smartindent< indentkeys<'
