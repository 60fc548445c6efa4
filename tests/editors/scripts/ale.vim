" What ALE has put into the location list.
edit main.mesh
let rounds = 0
while rounds < 200 && empty(getloclist(0))
  sleep 50m
  let rounds += 1
endwhile
call writefile([json_encode(map(getloclist(0), {_, entry -> {
      \ 'lnum': entry.lnum, 'type': entry.type, 'text': entry.text}}))], $RESULT)
qa!
