"""Mistakes inside a single token: report them, and put in the place of each what was most likely meant."""

from __future__ import annotations

import re

from meshc.syntax import lexer, table
from meshc.syntax.findings import Findings
from meshc.syntax.lexer import Lexemes, lex
from meshc.syntax.numbers import diagnose, unquoted

_STATEMENT_START = frozenset((table.NEWLINE, table.SEMICOLON, table.LBRACE, table.RBRACE))
_STRING_TAIL = re.compile(r"[ \t]+;|[ \t]*(?:[;,)\]}][ \t]*)+$|[ \t]*\{[ \t]*$")
_RUN = re.compile(r"(?:\$\{[^\s{}\"]*+\}|[^\s,;=\[\](){}#\"])+")
_LOOKALIKES = {
    "＝": "=", "：": ":", "；": ";", "，": ",", "、": ",", "（": "(", "）": ")",
    "［": "[", "］": "]", "｛": "{", "｝": "}", "＃": "#",
}  # fmt: skip
_KIND_OF = {
    "=": table.EQUAL, ";": table.SEMICOLON, ",": table.COMMA, "(": table.LPAR, ")": table.RPAR,
    "[": table.LSQB, "]": table.RSQB, "{": table.LBRACE, "}": table.RBRACE,
}  # fmt: skip
_TEXT_KINDS = frozenset(
    (
        lexer.JUNK, lexer.COLON, lexer.BAD_NUMBER, table.WORD, table.NUMBER, table.DURATION, table.SIZE, table.SHARE,
        table.RATE, table.STATUS,
    )
)  # fmt: skip


def repair(text: str, tokens: Lexemes, findings: Findings) -> Lexemes:
    """The tokens with every damaged one replaced or left out, so that only kinds of the grammar and MISSING remain."""
    for match in lexer.INVISIBLE.finditer(text):
        findings.add(
            "MC126",
            match.start(),
            match.end(),
            f"control character U+{ord(match.group()[0]):04X}",
            label="not visible",
            help="delete it",
            fix=findings.replacement("delete it", match.start(), match.end(), "", safe=False),
        )
        if findings.full:
            break
    return _Repair(text, tokens, findings).run()


class _Repair:
    __slots__ = ("_findings", "_in", "_out", "_text")

    def __init__(self, text: str, tokens: Lexemes, findings: Findings) -> None:
        self._text = text
        # Reversed, so that a token can be taken or put back at the end of a list.
        self._in = [list(reversed(column)) for column in tokens]
        self._out = Lexemes([], [], [])
        self._findings = findings

    def run(self) -> Lexemes:
        kinds, starts, ends = self._in
        handlers = {
            lexer.WRONG_EQUALS: self._wrong_equals,
            lexer.OTHER_QUOTES: self._other_quotes,
            lexer.OPEN_BLOCK_STRING: self._open_block_string,
            lexer.OPEN_STRING: self._open_string,
            lexer.FOREIGN_COMMENT: self._foreign_comment,
            lexer.COLON: self._colon,
            lexer.BAD_NUMBER: self._unquoted,
            lexer.STRANGE_SPACE: self._strange_space,
            lexer.LOOKALIKE: self._lookalike,
            lexer.JUNK: self._unquoted,
        }
        while kinds:
            kind, start, end = kinds.pop(), starts.pop(), ends.pop()
            if kind < lexer.FIRST_DAMAGE:
                self._put(kind, start, end)
            elif kind != lexer.CONTROL:
                handlers[kind](kind, start, end)
        return self._out

    def _put(self, kind: int, start: int, end: int) -> None:
        out = self._out
        out.kinds.append(kind)
        out.starts.append(start)
        out.ends.append(end)

    def _read_again(self, start: int, end: int) -> None:
        """Cut a range of the text into tokens again; it ends where a token ended."""
        if start < end:
            for pending, column in zip(self._in, lex(self._text, start, end), strict=True):
                pending.extend(reversed(column[:-1]))

    def _after_key(self) -> bool:
        """Whether the last token stands alone at the start of a statement, so that `=` is expected after it."""
        kinds = self._out.kinds
        return (
            bool(kinds)
            and kinds[-1] in (table.WORD, table.STRING)
            and (len(kinds) == 1 or kinds[-2] in _STATEMENT_START)
        )

    def _wrong_equals(self, kind: int, start: int, end: int) -> None:
        written = self._text[start:end]
        self._findings.add(
            "MC104",
            start,
            end,
            f"`{written}` cannot stand between a setting and its value",
            label="expected `=`",
            help="write `=`",
            fix=self._findings.replacement("write `=`", start, end, "="),
            lost=False,
        )
        self._put(table.EQUAL, start, end)

    def _colon(self, kind: int, start: int, end: int) -> None:
        if not self._after_key():
            self._unquoted(kind, start, end)
            return
        text = self._text
        key = text[self._out.starts[-1] : self._out.ends[-1]]
        following = self._in[0][-1]
        if following == table.LBRACE:
            self._findings.add(
                "MC106",
                start,
                end,
                f"`:` between `{_short(key)}` and its block",
                help=f"write `{_short(key)} {{ … }}`",
                fix=self._findings.replacement("delete the `:`", start, end, ""),
                lost=False,
            )
            return
        blank = "" if text[end : end + 1] in (" ", "\t", "\r", "\n", "") else " "
        self._findings.add(
            "MC104",
            start,
            end,
            f"`:` after the setting `{_short(key)}`",
            label="expected `=`",
            help="write `=` between a setting and its value",
            fix=self._findings.replacement("write `=`", start, end, f" ={blank}"),
            lost=False,
        )
        self._put(table.EQUAL, start, end)

    def _other_quotes(self, kind: int, start: int, end: int) -> None:
        text = self._text
        straight = text[start] in "'`"
        quoted = '"' + text[start + 1 : end - 1].replace('"', '\\"') + '"'
        self._findings.add(
            "MC114" if straight else "MC115",
            start,
            end,
            f"{'other' if text[start] == '`' else 'single' if straight else 'typographic'} quotes around a string",
            label='expected `"`',
            help=f"write {_short(quoted)}",
            fix=self._findings.replacement(f"write {_short(quoted)}", start, end, quoted),
            lost=False,
        )
        self._put(table.STRING, start, end)

    def _open_string(self, kind: int, start: int, end: int) -> None:
        text = self._text
        tail = _STRING_TAIL.search(text, start + 1, end)
        stop = tail.start() if tail else end
        out = self._out
        if stop == start + 1 and out.kinds and out.ends[-1] == start and out.kinds[-1] in (table.STRING, table.MISSING):
            self._findings.add(
                "MC116",
                start,
                stop,
                'a `"` too many',
                help="delete it",
                fix=self._findings.replacement("delete it", start, stop, "", safe=False),
                lost=False,
            )
        else:
            self._findings.add(
                "MC116",
                start,
                stop,
                "a string is not closed",
                label="begins here",
                help='put `"` at its end; a string of several lines stands in `"""`',
                fix=self._findings.replacement('put `"` at its end', stop, stop, '"', safe=False),
            )
            self._put(table.MISSING, start, stop)
        self._read_again(stop, end)

    def _open_block_string(self, kind: int, start: int, end: int) -> None:
        text = self._text
        line_start = text.rfind("\n", 0, start) + 1
        indent = len(text[line_start:start]) - len(text[line_start:start].lstrip(" \t"))
        stop = end
        # Without an end, the lines that stand deeper than its first are taken for the string.
        following = (
            None if self._findings.full else re.compile(rf"\r?\n[ \t]{{0,{indent}}}[^\s]").search(text, start, end)
        )
        if following is not None:
            stop = following.start()
        self._findings.add(
            "MC117",
            start,
            start + 3,
            'a `"""` string is not closed',
            label="begins here",
            help='put `"""` at its end',
        )
        self._put(table.MISSING, start, stop)
        self._read_again(stop, end)

    def _foreign_comment(self, kind: int, start: int, end: int) -> None:
        text = self._text
        written = text[start:end]
        if written.startswith("/*") and not (written.endswith("*/") and len(written) > 3):
            run = _RUN.match(text, start, end)
            stop = run.end() if run else start + 2
            if self._findings.full:
                stop = end
            self._unquoted(lexer.JUNK, start, stop)
            self._read_again(stop, end)
            return
        fix = None
        if written.startswith("//"):
            fix = self._findings.replacement("write `#`", start, start + 2, "#")
        elif "\n" not in written and text[end : end + 2].startswith(("\n", "\r\n")):
            fix = self._findings.replacement("write `#`", start, end, "# " + written[2:-2].strip())
        self._findings.add(
            "MC120",
            start,
            start + 2,
            f"`{written[:2]}` does not begin a comment",
            help="a comment begins with `#` and ends with the line",
            fix=fix,
            lost=False,
        )
        if "\n" in written:
            self._put(table.NEWLINE, start, end)

    def _strange_space(self, kind: int, start: int, end: int) -> None:
        self._findings.add(
            "MC127",
            start,
            end,
            f"a blank that is none: U+{ord(self._text[start]):04X}",
            help="write an ordinary blank",
            fix=self._findings.replacement("write an ordinary blank", start, end, " "),
            lost=False,
        )

    def _lookalike(self, kind: int, start: int, end: int) -> None:
        written = self._text[start]
        meant = _LOOKALIKES[written]
        self._findings.add(
            "MC127",
            start,
            end,
            f"`{written}` is not `{meant}`",
            help=f"write `{meant}`",
            fix=self._findings.replacement(f"write `{meant}`", start, end, meant),
            lost=False,
        )
        kinds, starts, ends = self._in
        if meant == "#":
            while kinds[-1] not in (table.NEWLINE, table.END):
                kinds.pop(), starts.pop(), ends.pop()
        elif meant == ":":
            if self._after_key():
                self._put(table.EQUAL, start, end)
        else:
            self._put(_KIND_OF[meant], start, end)

    def _unquoted(self, kind: int, start: int, end: int) -> None:
        """Text without quotes: take in what touches it, then say what it looks like."""
        out, text = self._out, self._text
        if kind == lexer.BAD_NUMBER:
            alone = lex(text, start, end).kinds
            if len(alone) == 2 and alone[0] < table.END:
                # A sound number that a damaged character touches.
                self._put(alone[0], start, end)
                return
        first = start
        at_key = False
        while out.kinds and out.ends[-1] == first and out.kinds[-1] in _TEXT_KINDS:
            if len(out.kinds) == 1 or out.kinds[-2] in _STATEMENT_START:
                # What begins a statement is its key or kind; keep it, so that the rest is the damage.
                at_key = out.kinds[-1] == table.WORD
                if at_key:
                    break
            first = out.starts.pop()
            out.kinds.pop(), out.ends.pop()
        kinds, starts, ends = self._in
        while kinds[-1] in _TEXT_KINDS and starts[-1] == end:
            end = ends.pop()
            kinds.pop(), starts.pop()
        written = text[first:end]
        if written == "%" and out.kinds and out.kinds[-1] == table.NUMBER:
            self._share(first, end)
            return
        closing_quote = kinds[-1] == lexer.OPEN_STRING and starts[-1] == end
        if closing_quote:
            # The quote before the text is missing: what seems to begin a string ends it.
            kinds.pop()
            end = starts.pop() + 1
            self._read_again(end, ends.pop())
        if kind == lexer.BAD_NUMBER and first == start and not closing_quote:
            finding = diagnose(written)
        elif any(character.isalnum() for character in written) or written in ("/", "*", "/*"):
            finding = unquoted(written)
        else:
            self._findings.add("MC101", first, end, f"unexpected `{_short(written)}`", help="delete it")
            if not at_key and out.kinds and out.kinds[-1] == table.EQUAL:
                self._put(table.MISSING, first, end)
            return
        fix = None
        if finding.replacement and not closing_quote:
            fix = self._findings.replacement(finding.title, first, end, finding.replacement, safe=finding.safe)
        self._findings.add(finding.code, first, end, finding.message, help=finding.help, fix=fix)
        self._put(table.MISSING, first, end)

    def _share(self, start: int, end: int) -> None:
        out = self._out
        self._findings.add(
            "MC121",
            out.starts[-1],
            end,
            "a blank before `%`",
            help="write the sign straight after the number",
            fix=self._findings.replacement("delete the blank", out.ends[-1], start, ""),
        )
        out.kinds[-1], out.ends[-1] = table.MISSING, end


def _short(text: str) -> str:
    line = text.split("\n", 1)[0].rstrip()
    return line if len(line) <= 40 else line[:39] + "…"
