"""What is kept from version to version: as little as needed, and no more however long somebody types."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterable

import pytest

from meshc.compilation import Compilation, Options
from meshc.incremental.memory import Look
from meshc.incremental.stages import Stage
from meshc.targets.table import TARGETS
from tests.properties.edited import block
from tests.properties.test_incremental import findings

OPTIONS = Options(targets=tuple(TARGETS))
HEAD = block("mesh demo", ['vpc = "vpc-0a1b2c3d"', 'ecs { subnets = ["subnet-0a1b2c3d"] }']) + "".join(
    f"target {target} {{ accept = [timeout, idle-timeout, retry] }}\n" for target in TARGETS
)


def chain(services: int) -> str:
    """Services of which each calls the one before it."""
    blocks = [
        block(
            f"service s{number}",
            [
                f'image = "acme/s{number}:1"',
                "memory = 512MiB",
                "port = 8080",
                *([f'calls s{number - 1}\nenv {{ U = "${{s{number - 1}.url}}" }}'] if number else []),
            ],
        )
        for number in range(services)
    ]
    return HEAD + "".join(blocks)


def compiled(text: str, options: Options = OPTIONS) -> Compilation:
    compilation = Compilation.of({"main.mesh": text}, options=options)
    compilation.diagnostics()
    return compilation


@pytest.fixture
def looked_at_whole(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the stages for which an edit was no reason to look at a part only."""
    found: list[str] = []
    from_earlier = Look._from_earlier

    def spy(look: Look, stage: Stage, earlier: object) -> object:
        result = from_earlier(look, stage, earlier)  # type: ignore[arg-type]
        if result is None:
            found.append(stage.name)
        return result

    monkeypatch.setattr(Look, "_from_earlier", spy)
    return found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("memory = 512MiB", "memory = 1024MiB"),
        ("memory = 512MiB", "memory = "),
        ("memory = 512MiB", "memory = 512MiB\n  replicas = 3"),
        ("service s5 {", "# a word\nservice s5 {"),
        ("calls s4", "calls s4 # really"),
    ],
)
def test_an_edit_of_one_service_is_looked_at_there_and_around_it(
    old: str, new: str, looked_at_whole: list[str]
) -> None:
    text = chain(12)
    at = text.index("service s5 ")
    changed = text[:at] + text[at:].replace(old, new, 1)
    assert changed != text
    compilation = compiled(text).with_text("main.mesh", changed)
    assert findings(compilation) == findings(compiled(changed))
    assert looked_at_whole == []


def test_what_all_share_is_looked_at_as_a_whole(looked_at_whole: list[str]) -> None:
    text = chain(12)
    changed = text.replace('vpc = "vpc-0a1b2c3d"\n', "", 1)
    assert findings(compiled(text).with_text("main.mesh", changed)) == findings(compiled(changed))
    assert "rules" in looked_at_whole


def test_after_a_broken_word_the_targets_are_held_against_what_they_were_before(looked_at_whole: list[str]) -> None:
    text = chain(12)
    compilation = compiled(text)
    for memory in ("", "2", "20", "2048", "2048M", "2048MiB"):
        changed = text.replace("memory = 512MiB", f"memory = {memory}", 1)
        compilation = compilation.with_text("main.mesh", changed)
        assert findings(compilation) == findings(compiled(changed))
    assert looked_at_whole == []


def test_versions_that_nobody_asked_are_passed_over() -> None:
    text = chain(4)
    compilation = compiled(text)
    for memory in (600, 700, 800):
        changed = text.replace("512MiB", f"{memory}MiB", 1)
        compilation = compilation.with_text("main.mesh", changed)
    assert findings(compilation) == findings(compiled(changed))


def test_a_build_after_edits_is_the_build_of_the_text() -> None:
    text = chain(12)
    changed = text.replace("512MiB", "1024MiB", 1)
    compilation = compiled(text).with_text("main.mesh", changed)
    compilation.diagnostics()
    alone = compiled(changed)
    for target in TARGETS:
        build, expected = compilation.build(target), alone.build(target)
        assert dict(build.artifacts) == dict(expected.artifacts)
        assert build.manifest == expected.manifest


def typed(text: str, values: Iterable[int], compilation: Compilation) -> Compilation:
    for value in values:
        word = f"{value}MiB" if value % 3 else str(value)
        compilation = compilation.with_text("main.mesh", text.replace("512MiB", word, 1))
        compilation.diagnostics()
    return compilation


def test_memory_stays_flat_however_long_somebody_types() -> None:
    text = chain(6)
    compilation = typed(text, range(600, 700), compiled(text, Options(targets=("service-connect",))))
    gc.collect()
    before = len(gc.get_objects())
    compilation = typed(text, range(700, 1700), compilation)
    gc.collect()
    assert len(gc.get_objects()) < before * 1.01


def test_no_version_keeps_those_before_it() -> None:
    text = chain(4)
    compilation = compiled(text)
    earlier = []
    for value in range(600, 620):
        earlier.append(weakref.ref(compilation))
        compilation = typed(text, [value], compilation)
    gc.collect()
    assert [number for number, kept in enumerate(earlier) if kept() is not None] == []
