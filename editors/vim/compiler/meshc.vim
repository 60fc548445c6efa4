" `:compiler meshc`, then `:make`: the findings of the mesh that the current file belongs to, in the quickfix list.
" Arguments go to meshc: `:make --target envoy`.

if exists('g:current_compiler')
  finish
endif
let g:current_compiler = 'meshc'

if exists(':CompilerSet') != 2
  command -nargs=* CompilerSet setlocal <args>
endif

CompilerSet makeprg=meshc\ validate\ --output-format\ concise\ $*\ %:h:S
" Columns are bytes, as Vim counts them. A finding about the mesh as a whole has no file.
CompilerSet errorformat=%f:%l:%c:\ %t%*[^[][MC%n]:\ %m,%f:%l:%c:\ %t%*[^[][%*[^]]]:\ %m
CompilerSet errorformat+=%t%*[a-z][MC%n]:\ %m,%t%*[a-z][%*[^]]]:\ %m
