"""The rules of identity are one file: what is written wrongly in it stops the build and says so."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import duckdb
import pytest

from benchmarks.macros import MacroFailed, Macros

Rules = dict[str, Any]


@contextmanager
def macros_with(rules: Mapping[str, Any] | None) -> Iterator[Macros]:
    with duckdb.connect() as connection:
        variables = {"identity_rules": rules, "brand": "testbrand"}
        yield Macros(connection, (".", "dialect", "identity"), variables)


@pytest.fixture(scope="module")
def written() -> Rules:
    with macros_with(None) as macros:
        rules: Rules = macros.call("identity_rules")
        return rules


def test_the_rules_of_the_project_are_right(written: Rules) -> None:
    with macros_with(None) as macros:
        macros.call("check_identity_rules")
    assert written["types"]["phone"]["most_values"] == 5
    assert written["types"]["phone"]["most_values_in_window"] == {"count": 2, "days": 30}


def changed(rules: Rules, path: str, value: Any) -> Rules:
    """The rules with one key set, or taken out where the value is None."""
    copied = copy.deepcopy(rules)
    *folders, key = path.split(".")
    place = copied
    for folder in folders:
        place = place[folder]
    if value is None:
        del place[key]
    else:
        place[key] = value
    return copied


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("typs", {}, "file has the unknown section 'typs'; did you mean 'types'?"),
        ("types.unionid", None, "types lacks 'unionid'"),
        ("types.phone.most_value", 3, "unknown key 'most_value'; did you mean 'most_values'?"),
        (
            "types.phone.most_values",
            "many",
            "types.phone.most_values is 'many' and must be",
        ),
        ("types.phone.priority", None, "types.phone.priority is 'missing'"),
        ("types.phone.scope", "brnad", "must be one of open_platform, brand, everywhere, account"),
        ("types.member_card.normaliser", "uper", "; did you mean 'upper'?"),
        ("types.member_card.blocked_pattern", "^(0+", "the pattern '^(0+', which is no regular"),
        ("types.member_card.blocked_pattern", ["^0+$", "["], "has the pattern '[', which is no"),
        ("types.phone.valid_statuses", "valid", "valid_statuses is 'valid' and must be a list"),
        ("types.phone.valid_statuses", None, "types.phone lacks 'valid_statuses'"),
        ("types.phone.most_values_in_window", {"count": 2}, "_in_window.days is 'missing'"),
        ("types.unionid.most_values_in_window", {"count": 2, "days": 3}, "and no most_values"),
        ("links.verified_fone", {"priority": 3}, "did you mean 'verified_phone'?"),
        ("relations.mp_openid.children", ["brand_user"], "did you mean 'brand_user_id'?"),
        ("relations.mp_openid.whole_states", None, "relations.mp_openid lacks 'whole_states'"),
        ("relations.mp_openid.children", ["oa_openid"], "has the child 'oa_openid', which"),
        ("phone.noted_for", ["external_user"], "did you mean 'external_userid'?"),
        ("members.most_identifiers", 0, "most_identifiers is '0' and must be a whole number"),
        ("payment", None, "lacks the section 'payment'"),
    ],
)
def test_mistake_in_the_rules_is_named(written: Rules, path: str, value: Any, message: str) -> None:
    with (
        macros_with(changed(written, path, value)) as macros,
        pytest.raises(MacroFailed) as failed,
    ):
        macros.call("check_identity_rules")
    assert message in str(failed.value)


def test_a_type_more_is_a_line_more(written: Rules) -> None:
    email = {"priority": 6, "scope": "everywhere", "normaliser": "lower", "most_members": 3}
    with macros_with(changed(written, "types.email", email)) as macros:
        macros.call("check_identity_rules")
        assert macros.call("stated_identifiers")["email"] == "''"
        assert macros.call("plain_identity_types") == ["email"]
