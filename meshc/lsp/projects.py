"""The projects in which meshes stand: their roots and settings, each read once until told to forget."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from meshc.project.errors import ProjectError
from meshc.project.place import project_root
from meshc.project.settings import Project, read_project


class Projects:
    """Projects by folder."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """`tell` is given, once, why the settings of a project cannot be used; the mesh is compiled without them."""
        self.workspace: tuple[str, ...] = ()
        """Folders that the client has opened."""
        self._tell = tell
        self._roots: dict[str, str | None] = {}
        self._settings: dict[str, Project] = {}
        self._told: set[str] = set()

    def forget(self) -> None:
        """Read everything again when it is asked for."""
        self._roots = {}
        self._settings = {}

    def root(self, folder: str) -> str | None:
        """The nearest folder above with the settings of a project, or the folder itself; None where there is none."""
        if folder not in self._roots:
            self._roots[folder] = self._checked(folder)
        return self._roots[folder]

    def settings(self, root: str) -> Project:
        """The settings of the project at a root; those of an empty one where they cannot be used."""
        if root not in self._settings:
            try:
                self._settings[root] = read_project(root)
            except ProjectError as error:
                self._refused(error)
                self._settings[root] = Project()
        return self._settings[root]

    def drop_rules(self, root: str, why: str) -> None:
        """Go on without the rules from outside that a project names, until its settings are read again."""
        self.problem(why)
        self._settings[root] = self.settings(root)._replace(rules=())

    def problem(self, message: str) -> None:
        """Tell what keeps settings from being used, but once."""
        if message not in self._told:
            self._told.add(message)
            self._tell(message)

    def folders_from(self, folder: str) -> Iterator[str]:
        """The folder and those above it in which the mesh of a file may stand, from the inside out."""
        last = self.root(folder)
        if last is None:
            around = [at for at in self.workspace if folder == at or folder.startswith(f"{at.rstrip('/')}/")]
            last = max(around, key=len, default=folder)
        while True:
            yield folder
            above = posixpath.dirname(folder)
            if folder == last or above == folder:
                return
            folder = above

    def _checked(self, folder: str) -> str | None:
        try:
            return project_root(folder)
        except ProjectError as error:
            self._refused(error)
            return None

    def _refused(self, error: ProjectError) -> None:
        self.problem(f"{error.message}{f'; {error.help}' if error.help else ''}")
