"""Whatever the mesh and whatever is broken in it: a renaming changes nothing but the name, or is refused."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from meshc.compilation import Compilation
from meshc.editor.names.index import Names
from meshc.editor.rename import RenameError, rename
from meshc.editor.view import View
from meshc.fixes import applied
from meshc.syntax.lexer import tokenize
from tests.editor.meaning import meaning
from tests.editor.shops import SHOP
from tests.properties.edited import mesh


def damaged(text: str, chance: Random) -> str:
    """The text with up to two tokens that are gone, or are others."""
    tokens = [text[token.start : token.end] for token in tokenize(text)]
    for _ in range(chance.randrange(3)):
        tokens[chance.randrange(len(tokens))] = chance.choice(("", chance.choice(tokens)))
    return "".join(tokens)


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_only_the_name_changes(chance: Random) -> None:
    text = damaged(chance.choice((SHOP, mesh(chance))), chance)
    compilation = Compilation.of({"main.mesh": text})
    index = Names(compilation)
    before = meaning(compilation)
    for placed in chance.choices(list(index.all()), k=3):
        was = index.meant(placed.mention.symbol).name
        # A name that begins with the old one keeps its place where names are sorted.
        name = f"{was}zq"
        try:
            changes = rename(View(compilation, "main.mesh"), placed.place.start, name)
        except RenameError as refusal:
            assert str(refusal)
            continue
        after = compilation.with_text("main.mesh", applied(text, changes["main.mesh"]))
        assert meaning(after, name, was) == before
