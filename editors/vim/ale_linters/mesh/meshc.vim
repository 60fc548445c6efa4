" The language server for users of ALE in Vim: https://github.com/dense-analysis/ale. Neovim has its own client.

if has('nvim')
  finish
endif

" The folder above the file that has a `meshc.toml`, else one with a `.git`, else its own.
function! s:root(buffer) abort
  let file = ale#path#FindNearestFile(a:buffer, 'meshc.toml')
  let folder = empty(file) ? ale#path#FindNearestDirectory(a:buffer, '.git') : ''
  return empty(file)
        \ ? (empty(folder) ? expand('#' . a:buffer . ':p:h') : fnamemodify(folder, ':p:h:h'))
        \ : fnamemodify(file, ':p:h')
endfunction

call ale#linter#Define('mesh', {
      \ 'name': 'meshc',
      \ 'lsp': 'stdio',
      \ 'executable': 'meshc',
      \ 'command': '%e lsp',
      \ 'project_root': function('s:root'),
      \ })
