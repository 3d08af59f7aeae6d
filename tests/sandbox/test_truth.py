"""The truth: complete, as of the clock, and reachable from the evidence the world shows."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sandbox.truth import truth_tables, write_truth
from sandbox.truth.identifiers import CASES
from sandbox.world import World
from sandbox.world.calendar import DAY
from sandbox.world.views import follow_state, order_state
from tests.sandbox.resolver import pairwise, resolve

KEY = ["identifier_type", "scope", "value"]


def frames(world: World, now: int | None = None) -> dict[str, pd.DataFrame]:
    return {name: table.to_pandas() for name, table in truth_tables(world, now).items()}


@pytest.fixture(scope="module")
def truth(small_world: World) -> dict[str, pd.DataFrame]:
    return frames(small_world)


def test_truth_is_written_as_one_file_per_table(small_world: World, tmp_path: Path) -> None:
    written = write_truth(small_world, tmp_path / "truth")
    assert {path.stem for path in written} == {
        "people", "identifiers", "orders", "follows", "cards", "hard_cases", "accounts", "coupons",
        "referrals",
    }  # fmt: skip
    for path in written:
        assert pq.read_metadata(path).num_rows > 0


def test_writing_twice_writes_the_same_bytes(small_world: World, tmp_path: Path) -> None:
    one, other = (write_truth(small_world, tmp_path / name) for name in ("one", "other"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_identifier_types_and_cases_have_their_agreed_names(
    truth: dict[str, pd.DataFrame],
) -> None:
    known = truth["identifiers"]
    assert set(known["identifier_type"]) == {
        "unionid", "oa_openid", "mp_openid", "shop_openid", "youzan_yz_open_id", "external_userid",
        "brand_user_id", "member_card", "phone",
    }  # fmt: skip
    assert set(known["hard_case"].dropna()) <= set(CASES)
    phones = known[known["identifier_type"] == "phone"]
    assert phones["value"].str.fullmatch(r"\+86\d{10,11}").all()
    assert (phones["scope"] == "").all()


def test_an_identifier_stands_once_per_person(truth: dict[str, pd.DataFrame]) -> None:
    known = truth["identifiers"]
    assert not known.duplicated([*KEY, "person_id"]).any()
    owners = known.dropna(subset=["person_id"]).groupby(KEY)["person_id"].nunique()
    told = known.dropna(subset=["person_id"]).groupby(KEY)["owners"].first()
    assert owners.equals(told)


def test_what_belongs_to_nobody_has_no_person(truth: dict[str, pd.DataFrame]) -> None:
    nobody = truth["identifiers"][truth["identifiers"]["person_id"].isna()]
    assert set(nobody["hard_case"]) <= {"clerk_phone", "placeholder_phone", "phone_slip"}
    assert (nobody["owners"] == 0).all()
    assert (nobody["identifier_type"] == "phone").all()


def test_a_family_number_stands_once_per_member(truth: dict[str, pd.DataFrame]) -> None:
    known = truth["identifiers"]
    family = known[(known["hard_case"] == "family_phone")]
    assert len(family)
    assert family["owners"].between(1, 3).all()
    assert (family["owners"] > 1).any()


def test_everybody_with_an_identifier_is_a_person(truth: dict[str, pd.DataFrame]) -> None:
    owners = set(truth["identifiers"]["person_id"].dropna().astype(int))
    assert owners == set(truth["people"]["person_id"])
    assert truth["people"]["person_id"].is_unique
    first = truth["identifiers"].groupby("person_id")["first_visible_at"].min()
    shown = truth["people"].set_index("person_id")["first_visible_at"]
    assert (first == shown.reindex(first.index.astype(int)).to_numpy()).all()


def test_nothing_later_than_the_clock_is_told(small_world: World) -> None:
    now = small_world.start_ts + 60 * DAY
    limit = pd.Timestamp(now, unit="s")
    for name, table in frames(small_world, now).items():
        for column in table.select_dtypes("datetime"):
            assert table[column].dropna().le(limit).all(), f"{name}.{column}"


def test_a_later_clock_keeps_what_an_earlier_one_knew(small_world: World) -> None:
    early, late = (
        frames(small_world, small_world.start_ts + day * DAY)["identifiers"] for day in (60, 120)
    )
    lasting = early[~early["identifier_type"].isin(["unionid"])]
    merged = lasting.merge(late, on=[*KEY, "person_id"], how="left", suffixes=("", "_late"))
    assert merged["first_visible_at_late"].notna().all()
    assert (merged["first_visible_at"] == merged["first_visible_at_late"]).all()


def test_the_orders_are_the_worlds_orders_to_the_fen(
    small_world: World, truth: dict[str, pd.DataFrame]
) -> None:
    orders = truth["orders"]
    assert (orders["net_fen"] == orders["gross_fen"] - orders["refund_fen"]).all()
    assert orders["order_id"].is_unique
    shop = orders[orders["channel"] == "shop"]
    state = order_state(small_world, small_world.until_ts - 1)
    paid = small_world.shop_orders.order_fen[: len(state)][state.is_paid].sum()
    assert shop["gross_fen"].sum() == paid
    assert shop["refund_fen"].sum() == state.refund_fen.sum()
    assert (shop["gross_fen"] > 0).equals(shop["is_paid"])
    trades = small_world.youzan_trades
    seen = trades.created_at < small_world.until_ts
    paid_trades = seen & (trades.paid_at >= 0) & (trades.paid_at < small_world.until_ts)
    youzan = orders[orders["channel"] == "youzan"]
    assert len(youzan) == seen.sum()
    assert youzan["gross_fen"].sum() == trades.order_fen[paid_trades].sum()
    assert youzan["person_id"].isna().sum() == (trades.buyer[seen] < 0).sum()
    stores = orders[orders["channel"] == "offline"]
    tickets = small_world.tickets.take(small_world.tickets.at < small_world.until_ts)
    assert len(stores) == len(tickets)
    assert stores["net_fen"].sum() == tickets.amount_fen.sum()
    assert stores["person_id"].isna().sum() == (tickets.person < 0).sum()


def test_followers_are_those_of_the_platform(
    small_world: World, truth: dict[str, pd.DataFrame]
) -> None:
    state = follow_state(small_world, small_world.until_ts - 1)
    assert truth["follows"]["is_following"].sum() == state.is_subscribed.sum()
    assert truth["follows"]["unionid"].notna().sum() == state.shows_unionid.sum()


def test_cards_tell_what_was_written_on_them(truth: dict[str, pd.DataFrame]) -> None:
    cards = truth["cards"]
    assert cards["card_no"].is_unique
    assert cards["person_id"].notna().all()
    assert cards["phone_written"].isna().equals(cards["phone_case"] == "none")
    own = cards[cards["phone_case"] == "own"]
    assert all(re.fullmatch(r"1990\d{7}", phone) for phone in own["phone_written"])


@pytest.mark.parametrize("seed", [101, 102, 103])
def test_careful_rules_can_find_the_people_again(seed: int) -> None:
    world = World(2_000, 180, seed, date(2026, 3, 1))
    now = world.until_ts - 1
    known = truth_tables(world, now)["identifiers"].to_pandas()
    alone = known[known["person_id"].notna() & (known["owners"] == 1)]
    rows = zip(
        alone["person_id"].astype(int),
        zip(*(alone[column] for column in KEY), strict=True),
        strict=True,
    )
    precision, recall = pairwise(resolve(world, now), list(rows))
    assert precision >= 0.995
    assert recall >= 0.965


def test_hard_cases_are_reported_with_their_people(truth: dict[str, pd.DataFrame]) -> None:
    cases = truth["hard_cases"]
    assert np.allclose(cases["share"], cases["affected"] / cases["base"])
    assert (cases["persons"] <= cases["affected"]).all()
    assert len(cases.drop_duplicates(["case", "unit"])) == len(cases)


def test_accounts_hold_what_cards_show_and_the_ledgers_left(
    small_world: World, truth: dict[str, pd.DataFrame]
) -> None:
    accounts, cards = truth["accounts"], truth["cards"]
    assert not accounts.duplicated(["program", "account_key"]).any()
    stores = accounts[accounts["program"] == "store_card"].set_index("account_key")
    shown = cards.set_index("card_no")
    assert (stores["points"] == shown["points"].reindex(stores.index)).all()
    assert (stores["stored_fen"] == shown["stored_fen"].reindex(stores.index)).all()
    past = small_world.points.at < small_world.until_ts
    own = accounts["program"] != "youzan"
    assert accounts[own]["points"].sum() == small_world.points.delta[past].sum()
    assert accounts["redeemed"].sum() > 0


def test_coupons_are_used_on_orders_of_their_holder(truth: dict[str, pd.DataFrame]) -> None:
    used = truth["coupons"].dropna(subset=["used_at"])
    orders = truth["orders"].set_index("order_id")
    assert len(used) > 0
    assert (used["person_id"].values == orders["person_id"].reindex(used["order_id"]).values).all()
    assert truth["coupons"][truth["coupons"]["used_at"].isna()]["order_id"].isna().all()
