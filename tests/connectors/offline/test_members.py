"""Member lists from file to payload, with the dirt of real exports."""

from __future__ import annotations

import json

import pytest

from tests.connectors.offline.counter import Counter, at, csv_text, token, workbook

HEADER = (
    "会员卡号",
    "姓名",
    "手机号",
    "性别",
    "生日",
    "会员等级",
    "可用积分",
    "储值余额(元)",
    "开卡时间",
)


def member(card: str = "A1", **changed: str) -> tuple[str, ...]:
    cells = dict(
        zip(
            HEADER,
            (card, "测试甲", "13900000001", "女", "1990/1/1", "金卡", "1,200", "¥35.5", "2023.5.1"),
            strict=True,
        )
    )
    return tuple({**cells, **changed}.values())


def test_a_member_arrives_normalised(counter: Counter) -> None:
    counter.drop("会员.csv", csv_text(HEADER, member()), "gb18030")
    (record,) = counter.pull().committed["members"]
    assert record.key == "A1"
    assert record.occurred_at is not None
    assert record.occurred_at.isoformat() == "2023-04-30T16:00:00+00:00"
    file, row, day = (record.payload.pop(name) for name in ("_file", "_row", "_snapshot_date"))
    assert (len(file), row, len(day)) == (12, 2, 10)
    assert record.payload == {
        "member_no": "A1",
        "phone": "13900000001",
        "name": "测试甲",
        "gender": "女",
        "birthday": "1990-01-01",
        "level": "金卡",
        "points": "1200",
        "stored_value": "35.50",
        "open_date": "2023-05-01",
    }


def test_a_workbook_with_titles_numbers_and_dates_says_the_same(counter: Counter) -> None:
    rows = [
        ["测试商场会员资料表", None, None, None, None],
        ["导出时间：2024-05-02 10:00", None, None, None, None],
        [None, None, None, None, None],
        ["*会员卡号", "姓名（必填）", "手机号", "生日", "开卡时间"],
        ["000123", "测试甲", 13900000001, at("1990-01-01"), at("2023-05-01 10:00")],
        [124, "测试乙", "13900000002", "1990年1月2日", 45047],
    ]
    content = workbook(
        ("会员", rows), ("草稿", [["手机号", "姓名"], [13900000009, "不该看见"]]), hidden=["草稿"],
        merged=[(0, 0, 0, 4)],
    )  # fmt: skip
    counter.drop("会员.csv", content)
    first, second = counter.pull().members
    assert (first["member_no"], second["member_no"]) == ("000123", "124")
    assert (first["phone"], second["phone"]) == ("13900000001", "13900000002")
    assert (first["birthday"], second["birthday"]) == ("1990-01-01", "1990-01-02")
    assert (first["open_date"], second["open_date"]) == ("2023-05-01 10:00:00", "2023-05-01")
    assert first["_snapshot_date"] == "2024-05-02"
    assert (first["_row"], second["_row"]) == (5, 6)


def test_a_workbook_of_1904_gives_the_same_days(counter: Counter) -> None:
    rows = [["卡号", "生日", "开卡日期"], ["A1", at("1990-01-01"), 43585]]
    counter.drop("mac.xlsx", workbook(("会员", rows), date_1904=True))
    (found,) = counter.pull().members
    assert (found["birthday"], found["open_date"]) == ("1990-01-01", "2023-05-01")


def test_words_merged_down_hold_for_every_row_and_numbers_once(counter: Counter) -> None:
    rows = [
        ["卡号", "姓名", "开卡门店", "储值余额"],
        ["A1", "测试甲", "测试一店", 100],
        ["A2", "测试乙", "", ""],
        ["A3", "测试丙", "测试二店", 5],
    ]
    content = workbook(("会员", rows), merged=[(1, 2, 2, 2), (1, 3, 2, 3)])
    counter.drop("m.xlsx", content)
    found = counter.pull().members
    assert [m["open_store"] for m in found] == ["测试一店", "测试一店", "测试二店"]
    assert [m.get("stored_value") for m in found] == ["100.00", None, "5.00"]


@pytest.mark.parametrize(
    ("phone", "reason"),
    [("1.39E+10", "scientific notation"), ("#REF!", "Excel error")],
)
def test_a_destroyed_phone_refuses_its_row_and_no_other(
    counter: Counter, phone: str, reason: str
) -> None:
    counter.drop("m.csv", csv_text(HEADER, member("A1", 手机号=phone), member("A2")))
    assert [m["member_no"] for m in counter.pull().members] == ["A2"]
    (refused,) = counter.refusals()
    assert refused.place == "m.csv · row 2 · column 手机号"
    assert reason in refused.reason
    assert refused.next_step
    assert json.loads(refused.payload["row"])["姓名"] == "测试甲"


def test_a_card_of_sixteen_digits_in_a_numeric_cell_is_refused(counter: Counter) -> None:
    rows = [["卡号", "姓名"], [7495396815497821, "测试甲"], ["7495396815497821", "测试乙"]]
    counter.drop("m.xlsx", workbook(("会员", rows)))
    assert [m["name"] for m in counter.pull().members] == ["测试乙"]
    assert counter.refusals()[0].place == "m.xlsx · 会员 · row 2 · column 卡号"


def test_masked_and_placeholder_phones_are_kept_for_the_guard_to_judge(counter: Counter) -> None:
    rows = [member(f"A{n}", 手机号=p) for n, p in enumerate(["186******05", "11111111111"])]
    counter.drop("m.csv", csv_text(HEADER, *rows))
    assert [m["phone"] for m in counter.pull().members] == ["186******05", "11111111111"]


def test_a_second_phone_in_the_cell_is_kept_beside_the_first(counter: Counter) -> None:
    counter.drop("m.csv", csv_text(HEADER, member(手机号="13900000001/13900000002")))
    (found,) = counter.pull().members
    assert (found["phone"], found["phone_other"]) == ("13900000001", "13900000002")


def test_the_second_phone_column_speaks_when_the_first_is_empty(counter: Counter) -> None:
    rows = [("卡号", "移动电话", "电话"), ("A1", "-", "021-60000001"), ("A2", "13900000001", "1")]
    counter.drop("m.csv", csv_text(*rows))
    assert [m["phone"] for m in counter.pull().members] == ["021-60000001", "13900000001"]


def test_bad_birthdays_are_left_out_and_reported_once_a_column(counter: Counter) -> None:
    birthdays = ["05-01", "05-02", "农历正月初一", "1990-01-01"]
    counter.drop(
        "m.csv", csv_text(HEADER, *[member(f"A{n}", 生日=b) for n, b in enumerate(birthdays)])
    )
    assert [m.get("birthday") for m in counter.pull().members] == [None, None, None, "1990-01-01"]
    assert counter.refusals() == []
    assert counter.reasons == ["Notice: 2 values left out: not a date in any known form."]
    assert [m.get("birthday_lunar") for m in counter.members] == [None, None, "农历正月初一", None]
    assert counter.refused[0].place == "m.csv · row 2 · column 生日"


def test_a_declared_lunar_birthday_is_not_taken_for_a_calendar_day(counter: Counter) -> None:
    rows = [
        ("卡号", "生日", "生日类型"),
        ("A1", "1990-01-01", "农历"),
        ("A2", "1990-01-02", "公历"),
    ]
    counter.drop("m.csv", csv_text(*rows))
    assert [m.get("birthday") for m in counter.pull().members] == [None, "1990-01-02"]
    assert [m.get("birthday_lunar") for m in counter.members] == ["农历1990-01-01", None]
    assert counter.reasons == []


def test_gender_digits_are_unknown_until_a_mapping_says_more(counter: Counter) -> None:
    counter.drop("m.csv", csv_text(HEADER, member("A1", 性别="1"), member("A2", 性别="男")))
    assert [m["gender"] for m in counter.pull().members] == ["未知", "男"]
    assert "not declared" in counter.reasons[0]


def test_a_row_that_means_nobody_is_refused(counter: Counter) -> None:
    nobody = ("", "", "", "女", "", "金卡", "5", "", "")
    counter.drop("m.csv", csv_text(HEADER, nobody, member()))
    assert len(counter.pull().members) == 1
    assert "nobody is meant" in counter.refusals()[0].reason


def test_ragged_rows_are_filled_and_shifted_rows_refused(counter: Counter) -> None:
    short, shifted = member("A1")[:4], (*member("A2"), "多了一格")
    counter.drop("m.csv", csv_text((*HEADER,), short, shifted))
    assert [m["member_no"] for m in counter.pull().members] == ["A1"]
    assert "shifted" in counter.refusals()[0].reason


def test_a_nameless_column_at_the_end_is_no_shift(counter: Counter) -> None:
    counter.drop("m.csv", csv_text((*HEADER, ""), (*member("A1"), ""), (*member("A2"), "注")))
    assert len(counter.pull().members) == 2
    assert counter.refused == []


def test_lost_characters_refuse_their_row(counter: Counter) -> None:
    counter.drop("m.csv", csv_text(HEADER, member("A1", 姓名="测\ufffd"), member("A2")))
    assert [m["member_no"] for m in counter.pull().members] == ["A2"]
    assert "U+FFFD" in counter.refusals()[0].reason


def test_a_header_repeated_at_every_page_is_passed_over(counter: Counter) -> None:
    counter.drop("m.csv", csv_text(HEADER, member("A1"), HEADER, member("A2")))
    assert len(counter.pull().members) == 2
    assert counter.refused == []


def test_youzan_customers_are_taken_ragged_as_they_come(counter: Counter) -> None:
    header = (
        "客户姓名,客户昵称,客户手机号,客户生日,客户性别,标签,是否会员,成长值,"
        "免费等级,付费等级,客户积分,消费金额,"
    )
    rows = [
        "测试甲,甲甲,13900000001,1990-01-01,女,常客,是,10,VIP1,,5,300.00",
        "测试乙,乙乙,13900000001,,其他,,是,0, ,金卡,0,0.00",
        " ,丙丙,186******05,,男,,否,0,,,0,——",
        "测试丁,,,,男,,否,0,,,0,",
    ]
    counter.drop("客户.csv", "\n".join([header, *rows]))
    found = counter.pull().members
    assert [m.get("level") for m in found] == ["VIP1", "金卡", None, None]
    assert [m.get("purchase_amount") for m in found] == ["300.00", "0.00", None, None]
    assert [m["gender"] for m in found] == ["女", "未知", "男", "男"]
    assert len({record.key for record in counter.committed["members"]}) == 4
    assert counter.refused == []


def test_a_unit_in_the_header_counts(counter: Counter) -> None:
    counter.drop("m.csv", csv_text(("卡号", "姓名", "累计消费(万元)"), ("A1", "测试甲", "1.25")))
    assert counter.pull().members[0]["purchase_amount"] == "12500.00"


class TestKeys:
    """The key is stored in clear, so nothing personal stands in it, and it never changes."""

    def keys(self, counter: Counter, *rows: tuple[str, ...]) -> list[str]:
        counter.drop("m.csv", csv_text(("卡号", "姓名", "手机", "积分"), *rows))
        return [record.key for record in counter.pull().committed["members"]]

    def test_a_card_is_its_own_key(self, counter: Counter) -> None:
        assert self.keys(counter, ("A1", "测试甲", "13900000001", "5")) == ["A1"]

    def test_a_phone_used_as_card_number_is_not(self, counter: Counter) -> None:
        (key,) = self.keys(counter, ("13900000001", "测试甲", "13900000001", "5"))
        assert key == token("text", "card|13900000001")

    def test_without_a_card_two_people_with_one_phone_stay_two(self, counter: Counter) -> None:
        keys = self.keys(
            counter, ("", "测试甲", "13900000001", "5"), ("", "测试乙", "139 0000 0001", "5")
        )
        assert len(set(keys)) == 2
        assert not any("139" in key and "测试" in key for key in keys)

    def test_other_points_or_another_spelling_of_the_phone_are_the_same_member(
        self, counter: Counter
    ) -> None:
        phones = ["13900000001", "+86 139-0000-0001", "0086 13900000001", "139 0000 0001"]
        rows = [("", "测试甲", phone, str(n)) for n, phone in enumerate(phones)]
        assert len(set(self.keys(counter, *rows))) == 1

    def test_equal_nameless_rows_are_all_kept(self, counter: Counter) -> None:
        keys = self.keys(counter, *[("", "散客", "", "5")] * 3)
        assert len(set(keys)) == 3
        assert keys[1] == f"{keys[0]}-2"


@pytest.mark.parametrize(("made_up", "is_told"), [(20, True), (19, False)])
def test_one_birthday_on_very_many_rows_is_noticed_once(
    counter: Counter, made_up: int, is_told: bool
) -> None:
    days = [f"19{70 + n % 30}-0{1 + n % 9}-{10 + n % 17}" for n in range(300)]
    rows = [(f"A{n}", day) for n, day in enumerate([*days, *["1990-01-01"] * made_up])]
    counter.drop("m.csv", csv_text(("卡号", "出生日期"), *rows))
    counter.pull()
    assert len(counter.members) == 300 + made_up
    told = [one for one in counter.reasons if "1990-01-01" in one]
    reason = (
        "Notice: 20 of 320 rows say 1990-01-01: probably what the system writes when nothing is"
        " known. All were taken."
    )
    assert told == [reason] * is_told
