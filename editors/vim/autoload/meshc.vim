" What the other files of this plugin call.

" A string, a comment or a bracket; three quotes alone begin a string that ends on another line.
let s:token = '"""\%(\\.\|[^\\]\)\{-}"""\|"""\|"\%(\\.\|[^"\\]\)*"\|#.*\|[][(){}]'

" The indentation of a line as `meshc fmt` has it: one level more than the line of the bracket around it; -1, which
" leaves the line as it is, in a string of several lines.
function! meshc#indent(line) abort
  let number = a:line - 1
  while number > 1 && getline(number) !~# '^[^ \t"#{}()[\]].*{'
    let number -= 1
  endwhile
  let open = []
  let is_in_string = 0
  while number > 0 && number < a:line
    let text = getline(number)
    let at = 0
    if is_in_string
      let at = matchend(text, '\%(\\.\|[^\\]\)\{-}"""')
      let is_in_string = at < 0
    endif
    while !is_in_string
      let [token, start, at] = matchstrpos(text, s:token, at)
      if start < 0
        break
      elseif token ==# '"""'
        let is_in_string = 1
      elseif token =~# '^[[({]'
        call add(open, number)
      elseif token =~# '^[])}]' && !empty(open)
        call remove(open, -1)
      endif
    endwhile
    let number += 1
  endwhile
  if is_in_string
    return -1
  endif
  let is_end = getline(a:line) =~# '^\s*[])}]'
  return empty(open) ? 0 : indent(open[-1]) + (is_end ? 0 : shiftwidth())
endfunction

" Lay the buffer out as `meshc fmt` does; with syntax errors it stays as it is, and they are shown.
function! meshc#format() abort
  if !executable('meshc')
    return s:complain(['meshc is not found; install it: pip install meshc'])
  endif
  let before = getline(1, '$')
  let said = tempname()
  let after = systemlist('meshc fmt - 2>' . shellescape(said), before)
  let has_failed = v:shell_error
  let message = readfile(said)
  call delete(said)
  if has_failed
    return s:complain(message)
  endif
  let view = winsaveview()
  if after !=# before
    call setline(1, after)
    silent execute len(after) < len(before) ? (len(after) + 1) . ',$delete _' : ''
  endif
  call winrestview(view)
endfunction

function! s:complain(lines) abort
  echohl ErrorMsg
  for line in a:lines
    echomsg line
  endfor
  echohl None
endfunction
