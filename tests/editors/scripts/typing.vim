" Types a mesh, formats what is there, and leaves both.
edit new.mesh
execute "normal! iservice web {\<CR>port = 8080\<CR>route \"/*\" {\<CR>method = [\<CR>GET,\<CR>]\<CR>}\<CR>}\<CR># end"
let typed = getline(1, '$')
call setline(2, 'port   =   8080')
MeshFormat
let formatted = getline(1, '$')
call setline(2, 'port = = 8080')
let broken = getline(1, '$')
redir => said
silent MeshFormat
redir END
call writefile([json_encode({
      \ 'typed': typed, 'formatted': formatted, 'kept': broken ==# getline(1, '$'), 'said': said})], $RESULT)
qa!
