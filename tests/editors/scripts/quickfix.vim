" `:make`, and every entry of the quickfix list; then where `:cnext` leads.
edit main.mesh
compiler meshc
silent make
let found = []
for entry in getqflist()
  call add(found, [entry.bufnr ? bufname(entry.bufnr) : '', entry.lnum, entry.col, entry.type, entry.nr, entry.text])
endfor
let words = []
for number in range(1, len(found))
  execute 'cc' number
  call add(words, expand('<cword>'))
endfor
call writefile([json_encode({'found': found, 'words': words})], $RESULT)
qa!
