"""Points, prepaid money, coupons and invitations as published against what the sandbox knows."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from tests.e2e.brand import Home
from tests.e2e.conftest import Truth

pytestmark = pytest.mark.pipeline


def balances(home: Home, asset: str) -> pd.DataFrame:
    """What accounts hold, by programme and account."""
    table = home.table("account_balances")
    return table[table["asset"] == asset].set_index(["program", "account_key"])


def test_every_account_holds_the_points_it_really_has(home: Home, truth: Truth) -> None:
    known = truth.table("accounts").set_index(["program", "account_key"])
    ours = balances(home, "points")
    ours = ours[ours["is_counted"]]
    met = known.join(ours, how="inner")
    assert (met["balance"].astype(int) == met["points"]).all()
    assert (met["ledger_balance"].astype(int) == met["points"]).all()
    assert set(ours.index) <= set(known.index)
    assert known["points"].sum() == int(ours["balance"].sum())


def test_every_card_holds_the_money_it_really_has(home: Home, truth: Truth) -> None:
    known = truth.table("accounts").set_index(["program", "account_key"])
    ours = balances(home, "stored_value")
    met = known.join(ours, how="inner")
    assert (met["balance"].map(lambda yuan: int(yuan * 100)) == met["stored_fen"]).all()
    assert known["stored_fen"].sum() == int(ours["balance"].sum() * 100)
    assert set(ours["status"]) <= {"agrees", "no_ledger"}


def test_redemptions_agree_with_the_books(home: Home, truth: Truth) -> None:
    known = truth.table("accounts").groupby("program")["redeemed"].sum()
    ours = home.table("points_summary").groupby("program")["redeemed_points"].sum()
    for program, redeemed in known.items():
        assert int(ours[program]) == redeemed


def test_members_hold_what_their_accounts_hold(home: Home) -> None:
    accounts = home.table("account_balances").dropna(subset=["one_id"])
    points = accounts[(accounts["asset"] == "points") & accounts["is_brand_program"]]
    per_member = points.groupby("one_id")["balance"].sum()
    members = home.table("dim_members").set_index("one_id")["points"]
    assert (members.reindex(per_member.index) == per_member.astype(int)).all()
    assert members.sum() == per_member.sum()


def test_every_coupon_and_its_use_is_known(home: Home, truth: Truth) -> None:
    known, ours = truth.table("coupons"), home.table("fct_coupons")
    assert len(ours) == len(known)
    used = ours[ours["coupon_status"] == "used"]
    assert set(used["order_id"]) == set(known.dropna(subset=["used_at"])["order_id"])
    assert used["is_order_known"].all()
    named = ours.dropna(subset=["template_name"])
    shown = known[known["coupon_no"].isin(named["record"].str.split("|").str[-1])]
    assert sorted(named[named["channel"] == "wechat_shop"]["template_name"]) == sorted(
        shown[shown["program"] == "brand_app"]["template"]
    )


def test_everybody_who_was_invited_is_brought_by_the_inviter(home: Home, truth: Truth) -> None:
    known = truth.table("referrals")
    ours = home.table("fct_referrals")
    invitations = ours[ours["kind"] == "invitation"].set_index("invitee_account")
    assert set(invitations.index) == set(known["invitee"])
    expected = known.set_index("invitee")["inviter"]
    assert (invitations["inviter_account"] == expected.reindex(invitations.index)).all()
    summary = home.table("referral_summary")
    assert summary["invitation_count"].sum() == len(known)


def test_months_of_points_run_on(home: Home) -> None:
    summary = home.table("points_summary").sort_values(["program", "month_start"])
    closing = summary.groupby("program")["closing_points"].shift().fillna(Decimal(0))
    assert (closing == summary["opening_points"]).all()
