" The file with its colours: `<group|text>`.
edit sample.mesh
let lines = []
for number in range(1, line('$'))
  let [line, last] = ['', '']
  let column = 0
  for character in split(getline(number), '\zs')
    let group = synIDattr(synID(number, column + 1, 1), 'name')
    let group = group =~# '^mesh\%(Block\|Word\|Statement\|Key\|List\)$' ? '' : group
    let line .= group ==# last ? '' : (last ==# '' ? '' : '>') . (group ==# '' ? '' : '<' . group[4:] . '|')
    let line .= character
    let last = group
    let column += len(character)
  endfor
  call add(lines, line . (last ==# '' ? '' : '>'))
endfor
call writefile(lines, $RESULT)
qa!
