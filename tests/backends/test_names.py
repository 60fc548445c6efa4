"""A suggestion is legal, the same every time, and the wanted name itself where that is legal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.backends import names
from meshc.backends.names import NameRule

RULES = {name: rule for name, rule in vars(names).items() if isinstance(rule, NameRule)}


@pytest.mark.parametrize("name", RULES)
@given(wanted=st.one_of(st.text(max_size=300), st.text("aB1-_. é", max_size=300), st.text("a", max_size=1200)))
def test_a_suggestion_is_legal(name: str, wanted: str) -> None:
    rule = RULES[name]
    suggestion = rule.suggestion(wanted)
    assert rule.accepts(suggestion)
    assert rule.suggestion(wanted) == suggestion
    assert suggestion == wanted or not rule.accepts(wanted)


@pytest.mark.parametrize(
    ("rule", "wanted", "expected"),
    [
        (names.PORT_NAME, "HTTP", "http"),
        (names.PORT_NAME, "my port", "my-port"),
        (names.PORT_NAME, "-http", "http"),
        (names.PORT_NAME, "café", "cafe"),
        (names.ECS_NAME, "shop/api", "shop-api"),
        (names.ALIAS_NAME, "API.shop.local", "api.shop.local"),
        (names.DNS_LABEL, "user_v2", "user-v2"),
        (names.CLOUD_MAP_SERVICE, "billing.", "billing"),
        (names.PUBLIC_NAMESPACE, "demo", "demo.example.com"),
    ],
)
def test_a_suggestion_is_near(rule: NameRule, wanted: str, expected: str) -> None:
    assert rule.suggestion(wanted) == expected


def test_letters_without_a_plain_form_do_not_make_names_equal() -> None:
    wanted = ["сервис", "служба", "サービス", "billing служба", "billing サービス"]
    assert len({names.ECS_NAME.suggestion(name) for name in wanted}) == len(wanted)


def test_names_that_were_cut_stay_different() -> None:
    assert names.PORT_NAME.suggestion("p" * 65) != names.PORT_NAME.suggestion("p" * 66)


def test_cloud_map_knows_labels() -> None:
    label = "a" * 63
    assert names.CLOUD_MAP_SERVICE.accepts(f"{label}.{label}")
    assert not names.CLOUD_MAP_SERVICE.accepts(f"{label}.{label}.a")
    assert not names.CLOUD_MAP_SERVICE.accepts(f"{label}a")
    assert names.CLOUD_MAP_SERVICE.accepts("_user._tcp")
    assert names.CLOUD_MAP_SERVICE.accepts("ab")
    assert not names.CLOUD_MAP_SERVICE.accepts("ab\n")
