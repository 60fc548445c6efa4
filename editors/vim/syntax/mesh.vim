" Colours of the mesh language. The words of the language are in mesh/words.vim, which Vim reads after this file.
"
" There are two shapes: `key = value`, and `kind label* { … }`. So a word is a key if `=` follows, a label if it stands
" behind a kind, a value if it stands behind `=`. A word that the language does not know has no colour.

if exists('b:current_syntax')
  finish
endif

syntax case match
syntax iskeyword @,48-57,_,-,.,192-255
syntax sync minlines=200

syntax cluster meshLabels contains=meshLabel,meshLabelString,meshNumber,meshCall,meshRegex
syntax cluster meshValues contains=meshWord,meshString,meshBlockString,meshNumber,meshCall,meshRegex,meshList
syntax cluster meshInString contains=meshEscape,meshInterpolation

" A statement begins with the word of a block, or with a key.
syntax match meshStatement /\%(\a\|_\|[^\x00-\x7f]\)\%([[:alnum:]_.-]\|[^\x00-\x7f]\)*/ contains=meshTopKind,meshKind nextgroup=@meshLabels skipwhite
syntax match meshKey /\%(\a\|_\|[^\x00-\x7f]\)\%([[:alnum:]_.-]\|[^\x00-\x7f]\)*\ze\s*=/ contains=meshSetting,meshKind nextgroup=meshEquals skipwhite
syntax match meshEquals /=/ nextgroup=@meshValues skipwhite
syntax region meshBlock matchgroup=meshBrace start=/{/ end=/}/ contains=TOP fold

syntax match meshLabel /\%(\a\|_\|[^\x00-\x7f]\)\%([[:alnum:]_.-]\|[^\x00-\x7f]\)*/ contained nextgroup=@meshLabels skipwhite
syntax region meshLabelString start=/"/ skip=/\\./ end=/"/ contained oneline contains=@meshInString nextgroup=@meshLabels skipwhite

syntax match meshWord /\%(\a\|_\|[^\x00-\x7f]\)\%([[:alnum:]_.-]\|[^\x00-\x7f]\)*/ contained contains=meshConstant,meshBoolean,meshScope
syntax match meshCall /\%(\a\|_\)[[:alnum:]_-]*\ze(/ contained contains=meshFunction nextgroup=meshArguments
syntax region meshArguments matchgroup=meshBracket start=/(/ end=/)/ contained contains=@meshValues,meshComment nextgroup=@meshLabels skipwhite
syntax match meshRegex /\<regex\ze(/ contained contains=meshFunction nextgroup=meshRawArguments
syntax region meshRawArguments matchgroup=meshBracket start=/(/ end=/)/ contained contains=meshRawString,meshComment nextgroup=@meshLabels skipwhite
syntax region meshRawString start=/"/ skip=/\\./ end=/"/ contained oneline
syntax region meshList matchgroup=meshBracket start=/\[/ end=/\]/ contained contains=@meshValues,meshComment

syntax region meshString start=/"/ skip=/\\./ end=/"/ oneline contains=@meshInString
syntax region meshBlockString start=/"""/ skip=/\\./ end=/"""/ contains=@meshInString
syntax match meshEscape /\\["\\nt]\|\$\${/ contained
syntax match meshInterpolation /\${[^}"]*}/ contained

syntax match meshComment /#.*/ contains=meshTodo,meshSuppression,@Spell
syntax match meshSuppression /#\+\s*\zsmeshc:\s*allow\>.*/ contained
syntax keyword meshTodo TODO FIXME XXX contained

highlight default link meshTopKind Structure
highlight default link meshKind Statement
highlight default link meshSetting Identifier
highlight default link meshLabel Type
highlight default link meshLabelString String
highlight default link meshConstant Constant
highlight default link meshBoolean Boolean
highlight default link meshNumber Number
highlight default link meshFunction Function
highlight default link meshScope Special
highlight default link meshString String
highlight default link meshBlockString String
highlight default link meshRawString String
highlight default link meshEscape SpecialChar
highlight default link meshInterpolation Special
highlight default link meshEquals Operator
highlight default link meshBrace Delimiter
highlight default link meshBracket Delimiter
highlight default link meshComment Comment
highlight default link meshSuppression SpecialComment
highlight default link meshTodo Todo

let b:current_syntax = 'mesh'
