"""How a command line is read: argparse, with errors that name the user's word and a near one that is known."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, NoReturn, Protocol

from meshc.cli.console import Console
from meshc.cli.errors import CommandError
from meshc.diagnostics.suggest import did_you_mean


class Command(Protocol):
    """A module of meshc.cli.commands."""

    EXAMPLE: str
    """A command line, for `-h`."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments of the command; the parser's description is its help."""

    def run(self, arguments: argparse.Namespace, console: Console) -> int:
        """Carry the command out and return the exit code."""


class HelpShown(Exception):  # noqa: N818 -- no error: it ends the reading of a command line that asks for help
    """The command line asks for help, which is `text`."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Parser(argparse.ArgumentParser):
    """A parser that raises CommandError, and HelpShown instead of printing."""

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """The arguments; CommandError for one that is not known."""
        parsed, extra = self.parse_known_args(words)
        if extra:
            word = extra[0].partition("=")[0]
            if word.startswith("-") and word != "-":
                near = did_you_mean(word, (known for known in self._option_string_actions if known.startswith("--")))
                raise CommandError(f"unknown option `{word}` of `{self.prog}`", near or self._pointer())
            raise CommandError(f"`{extra[0]}` is one argument too many for `{self.prog}`", self._pointer())
        return parsed

    def print_help(self, file: Any = None) -> NoReturn:
        """Raise the help."""
        raise HelpShown(self.format_help())

    def error(self, message: str) -> NoReturn:
        """Raise what argparse has to say."""
        raise CommandError(message.removeprefix("argument "), self._pointer())

    def _pointer(self) -> str:
        return f"`{self.prog} -h` shows what it takes"


def parser_of(name: str, command: Command) -> Parser:
    """The parser of one subcommand."""
    parser = Parser(
        prog=f"meshc {name}",
        description=str(command.__doc__).strip(),
        epilog=f"example:\n  {command.EXAMPLE}",
        allow_abbrev=False,
        formatter_class=partial(argparse.RawDescriptionHelpFormatter, width=100, max_help_position=30),
    )
    command.configure(parser)
    return parser


def one_of(what: str, known: Iterable[str]) -> dict[str, Any]:
    """The `type` and `choices` of an argument that is one of a few words; `what` is the word for it in a message."""
    choices = tuple(known)

    def check(word: str) -> str:
        if word not in choices:
            raise CommandError(unknown(what, word, choices), did_you_mean(word, choices))
        return word

    return {"type": check, "choices": choices}


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """The message for a word that is not known, with those that are if they are few."""
    names = sorted(known)
    listed = f"; known are {', '.join(f'`{name}`' for name in names)}" if 0 < len(names) <= 8 else ""
    return f"unknown {what} `{word}`{listed}"


def key_and_value(text: str) -> tuple[str, str]:
    """The two sides of `K=V`."""
    key, sign, value = text.partition("=")
    if not sign or not key:
        raise CommandError(f"`{text}` is not of the form NAME=VALUE", "write, for instance, `--set tag=1.4.2`")
    return key, value
