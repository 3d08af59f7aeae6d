"""Walking lists with the quirks that the platforms document, and those they do not."""

from __future__ import annotations

import pytest

from connectors.core.errors import FatalError, RetryableError
from connectors.core.pagination import CountedKeys, LastItem, MoreFlag, Paginator, openids


def page(*members: str, following: str = "") -> dict[str, object]:
    return {"count": len(members), "data": {"openid": list(members)}, "next_openid": following}


def test_followers_end_with_a_page_that_still_names_a_next_one() -> None:
    pages = LastItem("/cgi-bin/user/get")
    pages.advance(page("o1", "o2", following="o2"))
    assert (pages.key, pages.finished) == ("o2", False)
    pages.advance({"total": 2, "count": 0, "next_openid": ""})
    assert pages.finished


def test_followers_end_at_an_empty_next_openid() -> None:
    pages = LastItem("/cgi-bin/user/get")
    pages.advance(page("o1", following=""))
    assert pages.finished


def test_followers_end_at_an_empty_page_that_repeats_the_key() -> None:
    pages = LastItem("/cgi-bin/user/get", key="o2")
    pages.advance({"total": 2, "count": 0, "next_openid": "o2"})
    assert pages.finished


def test_an_empty_page_with_more_to_come_goes_on() -> None:
    pages = MoreFlag("/list")
    pages.advance({"ids": [], "has_more": True, "next_key": "k1"})
    assert (pages.key, pages.finished) == ("k1", False)
    pages.advance({"ids": [], "has_more": False, "next_key": "k1"})
    assert pages.finished


@pytest.mark.parametrize(
    ("pages", "answer"),
    [
        (MoreFlag("/list", key="k1"), {"has_more": True, "next_key": "k1"}),
        (MoreFlag("/list", key="k1"), {"has_more": True, "next_key": ""}),
        (MoreFlag("/list"), {"has_more": True}),
        (LastItem("/list", key="o9"), page("o1", following="o9")),
        (
            CountedKeys("/list", "ids", key="k1", seen=1),
            {"ids": ["2"], "total_num": 9, "next_key": "k1"},
        ),
    ],
)
def test_a_key_that_does_not_move_on_is_refused_and_said(
    pages: Paginator, answer: dict[str, object]
) -> None:
    with pytest.raises(RetryableError, match=r"/list: the platform names a page .* read already"):
        pages.advance(answer)


def test_a_walk_in_a_circle_is_noticed() -> None:
    pages = MoreFlag("/list")
    for key in ("a", "b", "c"):
        pages.advance({"has_more": True, "next_key": key})
    with pytest.raises(RetryableError):
        pages.advance({"has_more": True, "next_key": "b"})


def test_a_list_without_end_is_stopped() -> None:
    pages = MoreFlag("/list")
    pages.most_pages = 3
    pages.advance({"has_more": True, "next_key": "a"})
    pages.advance({"has_more": True, "next_key": "b"})
    with pytest.raises(FatalError, match="more than 3 pages"):
        pages.advance({"has_more": True, "next_key": "c"})


@pytest.mark.parametrize(
    "last",
    [
        {"ids": ["3"], "total_num": 3, "next_key": "k2"},
        {"ids": [], "total_num": 9, "next_key": "k1"},
        {"ids": ["3"], "total_num": 9, "next_key": ""},
        {"total_num": 9},
    ],
)
def test_products_end_at_the_total_or_at_an_empty_page(last: dict[str, object]) -> None:
    pages = CountedKeys("/list", "ids")
    pages.advance({"ids": ["1", "2"], "total_num": 3, "next_key": "k1"})
    assert not pages.finished
    pages.advance(last)
    assert pages.finished


def test_a_paginator_is_built_anew_from_its_position() -> None:
    pages = CountedKeys("/list", "ids")
    pages.advance({"ids": ["1", "2"], "total_num": 3, "next_key": "k1"})
    again = CountedKeys("/list", "ids", **pages.position())
    again.advance({"ids": ["3"], "total_num": 3, "next_key": "k2"})
    assert again.finished


def test_openids_of_an_answer_without_data_are_none() -> None:
    assert openids({"total": 0, "count": 0, "next_openid": ""}) == []


def test_a_total_that_is_wrong_or_missing_ends_no_list_beside_a_full_page() -> None:
    for total in ({"total_num": 2}, {"total_num": 0}, {}):
        pages = CountedKeys("/list", "ids", size=2)
        pages.advance({"ids": ["1", "2"], "next_key": "k1", **total})
        assert not pages.finished
        pages.advance({"ids": ["3"], "next_key": "k2", **total})
        assert pages.finished
