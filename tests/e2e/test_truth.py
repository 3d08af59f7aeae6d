"""What was published against what the sandbox knows to be so."""

from __future__ import annotations

import json
from decimal import Decimal

import pandas as pd
import pytest

from member_center.serving import verify
from tests.e2e.brand import Home
from tests.e2e.conftest import Truth

pytestmark = pytest.mark.pipeline


def fen(amounts: pd.Series) -> int:
    return int((amounts.map(Decimal) * 100).sum())


@pytest.mark.parametrize(
    ("channel", "known_as"),
    [("wechat_shop", "shop"), ("youzan", "youzan"), ("offline_store", "offline")],
)
def test_orders_and_net_revenue_agree_to_the_fen(
    home: Home, truth: Truth, channel: str, known_as: str
) -> None:
    """Return tickets are orders of their own: what they take back counts against the rest."""
    ours, theirs = home.table("fct_orders"), truth.table("orders")
    ours = ours[ours["channel"] == channel]
    theirs = theirs[theirs["channel"] == known_as]
    assert len(theirs) > 50
    assert len(ours) == len(theirs)
    assert fen(ours["net_amount"]) == int(theirs["net_fen"].sum())
    assert fen(ours["refund_amount"]) == int(theirs["refund_fen"].sum())


def test_followers_agree(home: Home, truth: Truth) -> None:
    found = home.query("select count(*) from marts.dim_members where is_official_account_follower")
    follows = truth.table("follows")
    people = follows[follows["is_following"]]["person_id"].nunique()
    openids = int(follows["is_following"].sum())
    assert people * 0.98 <= found[0][0] <= openids


def test_members_agree_with_people(home: Home, truth: Truth) -> None:
    """Members may be more than people where nothing links a person's names, never far off."""
    identifiers = truth.table("identifiers")
    seen = home.table("member_identifiers").dropna(subset=["one_id"])
    people = identifiers.dropna(subset=["person_id"])["person_id"].nunique()
    assert people * 0.95 <= seen["one_id"].nunique() <= people * 1.10


def test_identity_is_precise_and_complete(home: Home, truth: Truth) -> None:
    answer = home.mdc("identity", "evaluate", f"--truth={truth.folder}", "--json")
    found = json.loads(answer)
    assert found["identifiers"] > 500
    assert found["pairwise"]["precision"] >= 0.995, answer
    assert found["pairwise"]["recall"] >= 0.97, answer
    assert found["b_cubed"]["precision"] >= 0.995, answer
    assert found["b_cubed"]["recall"] >= 0.97, answer
    shares = {case["hard_case"]: case["share"] for case in found["hard_cases"]}
    joined_wrongly = ("family_phone", "clerk_phone", "placeholder_phone", "reassigned_phone")
    assert all(shares[case] >= 0.7 for case in joined_wrongly), answer


def test_every_total_is_the_sum_of_its_parts(home: Home) -> None:
    figures = home.query(
        """
        select
            (select sum(net_amount) from marts.fct_orders where one_id is not null),
            (select sum(net_revenue) from marts.dim_members),
            (select sum(refund_amount) from marts.fct_orders),
            (select sum(refund_amount) from marts.fct_refunds)
        """
    )[0]
    assert figures[0] == figures[1]
    assert figures[2] == figures[3]


def test_the_published_version_is_what_its_manifest_says(home: Home) -> None:
    assert verify(home.current) == []


def test_every_public_column_is_described(home: Home) -> None:
    silent = home.query(
        """
        select table_name || '.' || column_name from duckdb_columns()
        where schema_name = 'marts' and coalesce(comment, '') = ''
        """
    )
    assert silent == []
