"""Ids look like the platforms' own and can be read back without a dictionary."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import accounts
from sandbox.ids import OpaqueIds, Permutation
from sandbox.world import World


@pytest.mark.parametrize("size", [1, 2, 3, 100, 1_000, 4_097])
def test_a_permutation_meets_every_number_once(size: int) -> None:
    permutation = Permutation(size, 5, "test")
    numbers = permutation.forward(np.arange(size))
    assert sorted(numbers.tolist()) == list(range(size))
    assert np.array_equal(permutation.backward(numbers), np.arange(size))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 2**40 - 1), min_size=1, max_size=20), st.integers(0, 2**31))
def test_ids_are_read_back(numbers: list[int], seed: int) -> None:
    ids = OpaqueIds(seed, "wx", "o")
    assert ids.decode(ids.encode(np.array(numbers))).tolist() == numbers


def test_openids_and_unionids_have_the_platform_shape(small_world: World) -> None:
    openids = small_world.openid(accounts.SHOP.appid, np.arange(250))
    unionids = small_world.unionid(np.arange(250))
    assert all(re.fullmatch(r"o[A-Za-z0-9]{27}", value) for value in openids)
    assert all(re.fullmatch(r"oU[A-Za-z0-9]{26}", value) for value in unionids)
    assert len(set(openids)) == 250
    assert len({value[:6] for value in openids}) == 1


def test_each_app_gives_its_own_openids(small_world: World) -> None:
    appids = (
        accounts.OFFICIAL_ACCOUNT.appid,
        accounts.SHOP.appid,
        *(account.appid for account in accounts.MINI_PROGRAMS),
    )
    values = [small_world.openid(appid, np.array([42]))[0] for appid in appids]
    assert len(set(values)) == len(appids)


def test_only_ones_own_ids_are_recognised(small_world: World) -> None:
    mine = small_world.openid(accounts.SHOP.appid, np.array([3, 249]))
    foreign = small_world.openid(accounts.OFFICIAL_ACCOUNT.appid, np.array([3]))
    texts = [*mine, *foreign, "", "o", "好" * 28, mine[0] + "x", mine[0][:-1] + "!"]
    decoded = small_world.decode_openid(accounts.SHOP.appid, texts)
    assert decoded.tolist() == [3, 249, -1, -1, -1, -1, -1, -1]
    beyond = small_world.unionid(np.array([250]))
    assert small_world.decode_unionid(beyond).tolist() == [-1]


def test_nothing_to_read_gives_nothing(small_world: World) -> None:
    assert len(small_world.decode_unionid([])) == 0
    assert small_world.unionid(np.zeros(0, dtype=np.int64)) == []
