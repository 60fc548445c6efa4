"""How a mesh is compiled in a project: what its settings say, and what a person chooses beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshc.compilation import Options
    from meshc.project.settings import Project


def options_for(
    project: Project,
    *,
    overlays: Sequence[str] = (),
    set: Mapping[str, str] | None = None,
    params: Mapping[str, object] | None = None,
    spare: frozenset[str] = frozenset(),
    targets: Sequence[str] = (),
) -> Options:
    """The options of a mesh in a project: the same for the command line and the editor."""
    from meshc.compilation import Options

    return Options(
        overlays=tuple(overlays),
        set=dict(set or {}),
        params=dict(params or {}),
        spare=spare,
        targets=tuple(dict.fromkeys(targets)),
        rules=project.rules,
        selection=project.selection,
    )


def chosen(project: Project, *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Project:
    """The project with what a command line selects and ignores.

    `select` takes the place of all that the settings select and ignore; `ignore` comes on top, and beats what they
    select. Their severities stay. ProjectError for a word that stands for nothing, or for what cannot be ignored.
    """
    if not select and not ignore:
        return project
    from meshc.lint.selection import Selection, exactness
    from meshc.project.settings import checked, known_codes

    codes = known_codes(project.rules)
    selected = tuple(checked(word, codes, "--select") for word in select)
    ignored = tuple(checked(word, codes, "--ignore", hides=True) for word in ignore)
    if selected:
        return project._replace(selection=Selection(selected, ignored, project.selection.severities))
    hidden = tuple(code.code for code in codes if any(exactness(word, code.code, code.name) >= 0 for word in ignored))
    own = project.selection
    return project._replace(selection=Selection(own.select, (*own.ignore, *hidden), own.severities))
