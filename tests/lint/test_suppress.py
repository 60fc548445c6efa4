"""Suppressions: what they cover, what they cannot, and what is said about those that do nothing."""

from __future__ import annotations

from tests.lint.meshes import compiled

HEAD = 'mesh demo { namespace = "demo.local" }\n'
SERVICE = """\
service user {
  image = "acme/user"
  env { DB_PASSWORD = "hunter2" }
}
"""


def names(text: str) -> list[str]:
    return [finding.name for finding in compiled(HEAD + text)]


def test_nothing_is_suppressed_without_a_comment() -> None:
    assert names(SERVICE) == ["image-tag", "literal-secret"]


def test_a_comment_covers_the_line_below() -> None:
    text = SERVICE.replace("  image", "  # meshc: allow image-tag -- pinned elsewhere\n  image")
    assert names(text) == ["literal-secret"]


def test_a_byte_order_mark_keeps_no_comment_from_its_block() -> None:
    comment = "# meshc: allow empty-mesh -- to come\nmesh demo {}\n"
    for text in (comment, f"\ufeff{comment}", f"\ufeff\n{comment}"):
        assert list(compiled(text)) == []


def test_a_comment_above_a_block_covers_all_of_it() -> None:
    assert names("# meshc: allow image-tag, literal-secret -- only a demo\n" + SERVICE) == []


def test_a_comment_above_a_nested_block_covers_that_block_only() -> None:
    text = SERVICE.replace("  env", "  # meshc: allow image-tag, literal-secret -- demo\n  env")
    assert names(text) == ["image-tag", "suppression-unused"]


def test_a_comment_behind_a_statement_covers_its_line() -> None:
    text = SERVICE.replace('"acme/user"', '"acme/user"  # meshc: allow image-tag -- pinned elsewhere')
    assert names(text) == ["literal-secret"]


def test_a_comment_behind_a_whole_block_covers_it() -> None:
    text = 'service user { image = "acme/user" } # meshc: allow image-tag -- pinned\n'
    assert names(text + 'service other { image = "acme/other" }\n') == ["image-tag"]


def test_a_comment_behind_the_brace_of_a_long_block_covers_nothing() -> None:
    assert names(SERVICE.rstrip() + " # meshc: allow image-tag -- pinned\n") == [
        "image-tag",
        "literal-secret",
        "suppression-unused",
    ]


def test_several_statements_of_a_line_are_covered() -> None:
    text = "# meshc: allow image-tag -- pinned\n"
    text += 'service a { image = "acme/a" } ; service b { image = "acme/b" }\n'
    assert "image-tag" not in names(text)


def test_other_comments_and_blank_lines_may_stand_between() -> None:
    text = SERVICE.replace("  image", "  # meshc: allow MC432 -- pinned elsewhere\n\n  # the image\n  image")
    assert names(text) == ["literal-secret"]


def test_without_a_reason_nothing_is_suppressed() -> None:
    for comment in ("# meshc: allow image-tag", "# meshc: allow image-tag --", "# meshc: allow -- why"):
        found = compiled(HEAD + comment + "\n" + SERVICE)
        assert [finding.name for finding in found] == ["suppression-form", "image-tag", "literal-secret"]


def test_another_verb_is_named() -> None:
    found = compiled(HEAD + "# meshc: ignore image-tag -- no\n" + SERVICE)
    assert found[0].message == "`meshc: ignore` is no instruction; a comment for meshc begins with `meshc: allow`"


def test_a_misspelt_name_is_told_with_the_nearest() -> None:
    found = compiled(HEAD + "# meshc: allow literal-secrets, image-tag -- demo\n" + SERVICE)
    assert [finding.name for finding in found] == ["suppression-unknown", "literal-secret"]
    assert found[0].help == "did you mean `literal-secret`?"


def test_an_error_cannot_be_suppressed() -> None:
    text = "# meshc: allow zero-duration -- it works\ndefaults { timeout = 0s }\n" + SERVICE
    assert sorted(names(text)) == ["image-tag", "literal-secret", "suppression-refused", "zero-duration"]


def test_an_unused_one_is_reported_with_its_removal() -> None:
    found = compiled(HEAD + '# meshc: allow image-tag -- pinned\nservice user { image = "acme/user:1" }\n')
    assert [finding.name for finding in found] == ["suppression-unused"]
    assert found[0].fix is not None
    assert found[0].message == "the suppression of `image-tag` suppresses nothing"


def test_an_unused_one_is_not_reported_while_there_are_errors() -> None:
    text = '# meshc: allow image-tag -- pinned\nservice user { image = "acme/user:1" ; calls nobody }\n'
    assert names(text) == ["undefined-name"]


def test_ordinary_comments_that_mention_meshc_are_left_alone() -> None:
    text = SERVICE.replace("  image", "  # built by meshc: see the README\n  # written for meshc 1.0\n  image")
    assert names(text) == ["image-tag", "literal-secret"]
