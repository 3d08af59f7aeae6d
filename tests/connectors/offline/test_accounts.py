"""What is landed of whole files: rows, sums, their own totals, and content that comes again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.offline.inbox import InboxFile
from tests.connectors.offline.counter import Counter, csv_text, workbook

SALES = ["小票号", "销售时间", "商品编码", "数量", "实收金额", "类型"]
LINES = [
    ["T1", "2024-05-01 10:00:00", "A", "2", "20.00", "销售"],
    ["T2", "2024-05-01 11:00:00", "B", "1", "8.50", "退货"],
    ["T3", "someday", "B", "1", "9.00", "销售"],
]
CARDS = ["卡号", "姓名", "手机", "积分"]


def sums_of(account: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    return {one["column"]: (one["written"], one["meant"], one["landed"]) for one in account["sums"]}


def test_a_file_is_accounted_for_with_rows_sums_and_what_its_totals_state(counter: Counter) -> None:
    total = ["合计", "", "", "4", "41.00", ""]
    counter.drop("销售_2024-05-02.csv", csv_text(SALES, *LINES, total, ["共 3 条", *[""] * 5]))
    (account,) = counter.pull().files
    assert (account["kind"], account["status"], account["day"]) == ("sales", "taken", "2024-05-02")
    assert (account["rows"], account["landed"], account["refused"]) == (3, 2, 1)
    assert sums_of(account)["amount"] == ("37.5", "20.5", "11.5")
    stated = {one["column"]: (one["stated"], one["agrees"]) for one in account["totals"]}
    assert stated == {"quantity": ("4", True), "amount": ("41", False), "rows": ("3", True)}
    assert {one["row"] for one in account["totals"]} == {5, 6}


def test_both_lists_of_a_workbook_are_accounted_for(counter: Counter) -> None:
    cards = [CARDS, ["K1", "测试甲", "13900000001", "5"], ["合计", "", "", "5"]]
    counter.drop("all.xlsx", workbook(("会员", cards), ("销售", [SALES, *LINES[:2]])))
    accounts = {one["kind"]: one for one in counter.pull().files}
    assert accounts.keys() == {"members", "sales"}
    assert accounts["members"]["totals"][0]["agrees"] is True
    assert len({one["delivery"] for one in accounts.values()}) == 1


def test_a_refused_file_and_an_empty_one_are_accounted_for(counter: Counter) -> None:
    counter.drop("note.csv", "a,b\n1,2\n")
    counter.drop("empty.csv", "")
    found = {one["file"]: (one["kind"], one["status"]) for one in counter.pull().files}
    assert found == {"note.csv": ("", "refused"), "empty.csv": ("", "taken")}


def test_an_account_is_the_same_when_the_file_is_read_again_after_a_kill(counter: Counter) -> None:
    counter.settings["page_rows"] = 1
    rows = [[f"K{n}", f"测试{n}", f"1390000000{n}", n] for n in range(6)]
    counter.drop("cards_2024-05-02.csv", csv_text(CARDS, *rows))
    pages: Iterator[object] = iter(counter.pages("members"))
    next(pages)
    next(pages)
    counter.pull()
    (account,) = counter.files
    assert (account["rows"], account["landed"]) == (6, 6)
    assert sums_of(account)["points"] == ("15", "15", "15")


def test_an_account_waits_until_it_is_stored(counter: Counter) -> None:
    counter.drop("cards.csv", csv_text(CARDS, ["K1", "测试甲", "13900000001", "5"]))
    counter.pull("members")
    next(iter(counter.pages("files")))  # killed before the commit is known
    assert [one["kind"] for one in counter.pull("files").files] == ["members", "members"]
    assert len({one.key for one in counter.committed["files"]}) == 1
    counter.pull("files")
    assert len(counter.files) == 2


def test_accounts_come_again_when_what_landed_of_them_is_lost(counter: Counter) -> None:
    counter.drop("cards.csv", csv_text(CARDS, ["K1", "测试甲", "13900000001", "5"]))
    counter.pull()
    counter.cursors["files"] = None
    assert [one["kind"] for one in counter.pull("files").files] == ["members", "members"]


class TestContentThatComesAgain:
    """Under another name or with another time it changes nothing; under a newer day it counts."""

    content = csv_text(CARDS, ["K1", "测试甲", "13900000001", "5"])
    newer = csv_text(CARDS, ["K1", "测试甲", "13900000001", "9"])

    def test_without_a_newer_day_in_its_name_it_is_told_and_changes_nothing(
        self, counter: Counter
    ) -> None:
        counter.drop("cards_2024-05-02.csv", self.content)
        counter.pull()
        again = counter.drop("cards_2024-05-02 (1).csv", self.content)
        os.utime(again, (2_000_000_000,) * 2)
        counter.pull()
        assert len(counter.members) == 1
        assert [one["status"] for one in counter.files] == ["taken", "repeated"]
        (notice,) = counter.reasons
        assert "taken before as cards_2024-05-02.csv for 2024-05-02" in notice
        assert counter.lying_in_inbox() == []

    def test_under_a_newer_day_it_says_its_content_for_that_day(self, counter: Counter) -> None:
        for name, content in (
            ("cards_2024-05-02.csv", self.content),
            ("cards_2024-05-03.csv", self.newer),
            ("cards_2024-05-04.csv", self.content),
        ):
            counter.drop(name, content)
            counter.pull()
        said = [(one["points"], one["_snapshot_date"]) for one in counter.members]
        assert said == [("5", "2024-05-02"), ("9", "2024-05-03"), ("5", "2024-05-04")]
        assert [one["status"] for one in counter.files] == ["taken", "taken", "restated"]

    def test_the_same_newer_day_counts_once_and_an_older_one_never(self, counter: Counter) -> None:
        for day in ("2024-05-02", "2024-05-04", "2024-05-04", "2024-05-03"):
            counter.drop(f"cards_{day}.csv", self.content)
            counter.pull()
        assert [one["_snapshot_date"] for one in counter.members] == ["2024-05-02", "2024-05-04"]

    def test_a_title_that_tells_the_day_is_believed_more_than_the_name(
        self, counter: Counter
    ) -> None:
        for day in ("2024-05-02", "2024-06-02"):
            counter.drop(f"cards_{day}.csv", f"导出时间:2024-05-01\n{self.content}")
            counter.pull()
        assert [one["_snapshot_date"] for one in counter.members] == ["2024-05-01"]

    def test_both_lists_of_a_workbook_are_said_again(self, counter: Counter) -> None:
        book = workbook(
            ("会员", [CARDS, ["K1", "测试甲", "13900000001", "5"]]), ("销售", [SALES, *LINES[:2]])
        )
        for day in ("2024-05-02", "2024-06-02"):
            counter.drop(f"all_{day}.xlsx", book)
            counter.pull()
        assert len(counter.members) == 2
        stated = [one["statements"][0]["stated_on"] for one in counter.sales if "statements" in one]
        assert stated == ["2024-05-02", "2024-06-02"]
        assert counter.lying_in_inbox() == []

    def test_refused_rows_are_told_once(self, counter: Counter) -> None:
        for day in ("2024-05-02", "2024-06-02"):
            counter.drop(f"sales_{day}.csv", csv_text(SALES, *LINES))
            counter.pull()
        assert len(counter.refusals()) == 1


@pytest.mark.parametrize("name", ["流水_2024-05-01.csv", "流水_2024年05月01日.csv"])
def test_the_day_in_a_name(name: str, counter: Counter) -> None:
    path = counter.drop(name, "x")
    assert str(InboxFile(path, name, 1, 0).named_day()) == "2024-05-01"
