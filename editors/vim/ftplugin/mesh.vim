" Settings for files of the mesh language.

if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:# commentstring=#\ %s
setlocal formatoptions-=t formatoptions+=croql
" The layout of `meshc fmt`.
setlocal expandtab shiftwidth=2 softtabstop=2
" `outlier-detection` is one word.
setlocal iskeyword+=-
setlocal suffixesadd=.mesh

command! -buffer -bar MeshFormat call meshc#format()

let b:undo_ftplugin = 'setlocal comments< commentstring< formatoptions< expandtab< shiftwidth< softtabstop<'
      \ . ' iskeyword< suffixesadd< | silent! delcommand -buffer MeshFormat'
