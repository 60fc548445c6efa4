"""Findings for people: the message, the place in the source with carets below it, and what to do.

error[MC201]: service `ap` is not defined
 --> main.mesh:3:17
  |
3 |   route "/b" { to = ap }
  |                     ^^ not found
  = help: did you mean `api`?
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from meshc.diagnostics.model import Diagnostic, Label, Severity
from meshc.diagnostics.render.cells import safe
from meshc.diagnostics.render.palette import PLAIN, Palette
from meshc.diagnostics.render.snippet import Place, last_line, snippet
from meshc.source import SourceMap


def render(diagnostics: Iterable[Diagnostic], sources: SourceMap, *, prefix: str = "", palette: Palette = PLAIN) -> str:
    """The findings in their order; ends with a newline unless there is none.

    An empty line stands between two, except where both are a single line. `prefix` is put before each path, so that
    it leads there from the folder in which the reader is.
    """
    diagnostics = tuple(diagnostics)
    sources = _concealing(sources, diagnostics)
    text = ""
    above = ""
    for diagnostic in diagnostics:
        shown = render_one(diagnostic, sources, prefix=prefix, palette=palette)
        apart = above and (above.count("\n") > 1 or shown.count("\n") > 1)
        text += f"\n{shown}" if apart else shown
        above = shown
    return text


def _concealing(sources: SourceMap, diagnostics: Iterable[Diagnostic]) -> SourceMap:
    """The sources with stars in place of secrets, for whatever finding shows their lines."""
    texts: dict[str, str] = {}
    for diagnostic in diagnostics:
        for label in (diagnostic.primary, *diagnostic.secondary):
            location = sources.locate(label.origin) if label is not None and label.concealed else None
            if location is not None and location.path in sources.files:
                text = texts.get(location.path, sources.files[location.path].text)
                start, end = location.start_offset, location.end_offset
                stars = "".join("\n" if sign == "\n" else "*" for sign in text[start:end])
                texts[location.path] = text[:start] + stars + text[end:]
    return sources.with_texts(texts) if texts else sources


def render_one(diagnostic: Diagnostic, sources: SourceMap, *, prefix: str = "", palette: Palette = PLAIN) -> str:
    """One finding; ends with a newline."""
    severity = palette.severity(diagnostic.severity)
    title = palette.paint(severity, f"{diagnostic.severity.value}[{diagnostic.code}]")
    lines = [title + palette.paint(palette.strong, f": {safe(diagnostic.message)}")]
    places = _places(diagnostic, sources, palette)
    gutter = _gutter(places, sources)
    for path, of_file in places.items():
        at = next((place for place in of_file if place.primary), of_file[0])
        arrow = "-->" if at.primary or len(lines) == 1 else ":::"
        position = safe(prefix) + _position(at, path in sources.files)
        lines.append(f"{' ' * gutter}{palette.paint(palette.frame, arrow)} {position}")
        file = sources.files.get(path)
        if file is not None:
            lines.append(palette.paint(palette.frame, f"{'':>{gutter}} |"))
            lines += snippet(file, of_file, gutter, palette)
        else:
            lines += [
                f"{'':>{gutter}} {palette.paint(palette.frame, '=')} line {place.location.start.line}: "
                f"{safe(place.message)}"
                for place in of_file
                if place.message
            ]
    lines += _advice(diagnostic, gutter, palette)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many findings of each severity: `2 errors, 1 warning`, or `no findings`."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    parts = [
        f"{counts[severity]} {severity.value}{'' if counts[severity] == 1 else 's'}"
        for severity in Severity
        if counts[severity]
    ]
    return ", ".join(parts) or "no findings"


def _places(diagnostic: Diagnostic, sources: SourceMap, palette: Palette) -> dict[str, list[Place]]:
    """The labels that have a place, by file, the primary's first."""
    found: dict[str, list[Place]] = {}

    def add(label: Label, color: str, *, primary: bool) -> None:
        location = sources.locate(label.origin)
        if location is not None:
            found.setdefault(location.path, []).append(Place(location, label.message, primary, color))

    if diagnostic.primary is not None:
        add(diagnostic.primary, palette.severity(diagnostic.severity), primary=True)
    for label in diagnostic.secondary:
        add(label, palette.frame, primary=False)
    return found


def _gutter(places: dict[str, list[Place]], sources: SourceMap) -> int:
    lines = [last_line(sources.files[path], of_file) for path, of_file in places.items() if path in sources.files]
    return len(str(max(lines, default=1)))


def _position(place: Place, at_hand: bool) -> str:
    path, start = safe(place.location.path), place.location.start
    return f"{path}:{start.line}:{start.column}" if at_hand else f"{path}:{start.line}"


def _advice(diagnostic: Diagnostic, gutter: int, palette: Palette) -> list[str]:
    advice = diagnostic.help or (diagnostic.fix.title if diagnostic.fix is not None else "")
    if not advice:
        return []
    first, *more = advice.splitlines()
    sign = palette.paint(palette.frame, f"{'':>{gutter}} =")
    return [
        f"{sign} {palette.paint(palette.strong, 'help')}: {safe(first)}",
        *(f"{'':>{gutter}}         {safe(line)}" for line in more),
    ]
