"""What a document may not be, told at the line that it comes from."""

from __future__ import annotations

from meshc.compilation import Compilation


def findings(text: str) -> list[tuple[str, str, str]]:
    compilation = Compilation.of({"main.mesh": text})
    return [
        (finding.code, finding.message, finding.help) for finding in compilation.diagnostics() if finding.code > "MC6"
    ]


def test_a_name_that_the_target_cannot_take_comes_with_one_that_would_do() -> None:
    found = findings('mesh demo { namespace = "demo.local" }\nservice Über { image = "a:1" ; port = 80 }')
    assert found
    assert all("under `service-connect`" in message for _, message, _ in found)
    assert any("limits `" in message and "would do" in help for _, message, help in found)


def test_a_name_that_is_taken_is_not_offered() -> None:
    text = 'mesh demo { namespace = "demo.local" }\n'
    text += 'service b { image = "b:1"\nport http { number = 80 ; protocol = http }\n'
    text += "port admin { number = 81 ; protocol = http } }\n"
    text += 'service b-http { image = "c:1" ; port = 80 }\n'
    found = findings(text)
    assert found
    assert not any("`b-http` would do" in help for _, _, help in found)


def test_a_name_is_told_once_however_many_documents_it_stands_in() -> None:
    found = findings('mesh demo { namespace = "demo.local" }\nservice 契約 { image = "a:1" ; port = 80 }')
    assert len(found) == 1
    _, message, help = found[0]
    assert "`discovery-name`" in message and "`task-family-name`" in message
    assert help.endswith("would do")


def test_a_name_that_a_schema_refuses_is_told_in_words() -> None:
    text = 'mesh demo { namespace = "demo.local" ; vpc = "vpc-1" ; build = [service-discovery] }\n'
    (found,) = findings(text + f'service {"a" * 100} {{ image = "a:1" ; port = 80 }}')
    code, message, help = found
    assert code == "MC601" and "labels of at most 63 characters" in message and "limit `" in message
    assert "[a-z" not in message
    assert help.startswith(f"`{'a' * 56}-") and help.endswith("would do")
