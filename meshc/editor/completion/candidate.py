"""What a completion offers."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from meshc.editor.completion.snippets import Template


class Sort(Enum):
    """What a candidate is; an editor shows an icon for it."""

    BLOCK = "block"
    SETTING = "setting"
    WORD = "word"
    VALUE = "value"
    UNIT = "unit"
    OWNER = "owner"
    MEMBER = "member"
    POLICY = "policy"
    PARAMETER = "parameter"
    FUNCTION = "function"
    FILE = "file"
    FOLDER = "folder"
    FEATURE = "feature"
    CODE = "code"


class Candidate(NamedTuple):
    """A text that may stand at the place."""

    label: str
    sort: Sort
    detail: str = ""
    """A few words beside the label, such as the type of a setting."""
    doc: str = ""
    """Markdown."""
    text: str = ""
    """What is written where the editor knows no snippets; the label by default."""
    template: Template = ()
    """What is written where it does; the text by default."""
    rank: int = 5
    """Candidates of a lower rank are shown first, those of equal rank in the order given."""
    again: bool = False
    """Whether more is to be completed once this one is accepted."""

    @property
    def plain(self) -> str:
        """What is written where the editor knows no snippets."""
        return self.text or self.label


class Completion(NamedTuple):
    """Candidates for the word from `start` to `end`, offsets in the file; the caret is at `caret`."""

    start: int
    caret: int
    end: int
    candidates: tuple[Candidate, ...]
    closed_set: bool
    """Whether nothing but the candidates may stand here, so that they are worth showing unasked."""
