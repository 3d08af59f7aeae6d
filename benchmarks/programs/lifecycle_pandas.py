"""A rival in pandas: both axes of the life cycle as intervals, with every column of the project.

    python lifecycle_pandas.py FOLDER AS_OF

Reads the columns it needs of the Parquet files that marts_rivals.py wrote and writes its table
beside them. Members, stages and causes are numbers while it works, and a member's day is one
number, since pandas groups, sorts and compares those much faster than texts and pairs. Knows
nothing of the project.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

FOLDER, AS_OF = Path(sys.argv[1]), pd.Timestamp(sys.argv[2])
STAGES = ("silent", "at_risk", "churned")
DAY = pd.Timedelta(days=1)
MOMENT = "moment"
NAMES = {
    "axis": ["activity", "consumption"],
    "activity": ["potential", "churned", "at_risk", "silent", "loyal", "new", "active"],
    "consumption": ["repeat", "repurchase", "first_purchase", "registered", "prospect"],
    "cause": ["time", "order", "refund", "registration", "first_seen"],
}
STAGE_NAMES = NAMES["activity"] + NAMES["consumption"]
TIME, ORDER, REFUND, REGISTRATION, FIRST_SEEN = range(5)


def read(name: str, *columns: str) -> pd.DataFrame:
    """Some columns of a table of facts; dates as timestamps."""
    table = pd.read_parquet(FOLDER / f"{name}.parquet", columns=["one_id", *columns])
    for column in table:
        if str(column).endswith("_date"):
            table[column] = pd.to_datetime(table[column]).astype("datetime64[s]")
    return table


def lifecycle() -> pd.DataFrame:
    """The stages of every member on both axes as intervals, with what began each of them."""
    members = read("members", "first_seen_date", "registered_date", *STAGES)
    counted = _counted(pd.Index(members["one_id"]))
    moves = _moves(members, counted)
    aged = pd.concat(_aged(moves)).drop_duplicates(["member", "valid_from"])
    parts = [_moved(moves), aged, _bought(moves)]
    table = pd.concat(parts, ignore_index=True)
    line = table["member"] * 2 + table["axis"]
    table = table.iloc[np.argsort(_moment(line, table["valid_from"]))].reset_index(drop=True)
    line = table["member"] * 2 + table["axis"]
    goes_on = line == line.shift(-1)
    table["valid_to"] = table["valid_from"].shift(-1).where(goes_on)
    table["is_current"] = ~goes_on
    table["days_since_last_order"] = (table["valid_from"] - table["last_order_date"]).dt.days
    table.insert(0, "one_id", members["one_id"].take(table["member"]).array)
    names = {"axis": NAMES["axis"], "cause": NAMES["cause"]}
    for column, choices in (
        names | dict.fromkeys(("stage", "previous_stage"), STAGE_NAMES)
    ).items():
        table[column] = pd.Categorical.from_codes(table[column], choices)
    return table.drop(columns="member")


def _moment(line: pd.Series, day: pd.Series) -> pd.Series:
    """A member (or a member's axis) and a day as one number, in order of both."""
    return line * 100_000 + day.astype("datetime64[s]").astype("int64") // 86_400


def _counted(people: pd.Index) -> pd.DataFrame:
    """Purchases from the day they are paid to the day the last of their money is given back."""
    columns = ("order_id", "paid_date", "refunded_date", "is_paid", "is_purchase", "paid_amount")
    orders = read("orders", *columns)
    orders = orders[orders["is_paid"] & (orders["paid_amount"] > 0)]
    returned = orders["refunded_date"].fillna(orders["paid_date"]).clip(upper=AS_OF)
    counted = pd.DataFrame(
        {
            "member": people.get_indexer(orders["one_id"]),
            "order_id": orders["order_id"],
            "since": orders["paid_date"].clip(upper=AS_OF),
            "until": returned.where(~orders["is_purchase"]),
        }
    )
    counted[MOMENT] = _moment(counted["member"], counted["since"])
    return counted[counted["until"].isna() | (counted["until"] > counted["since"])]


def _days(members: pd.DataFrame, counted: pd.DataFrame, back: pd.DataFrame) -> pd.DataFrame:
    """What happened to a member on a day, in order."""
    bought = counted[[MOMENT]].assign(bought=counted["order_id"])
    bought["kept"] = counted["since"].where(counted["until"].isna())
    returned = pd.DataFrame(
        {MOMENT: _moment(back["member"], back["until"]), "returned": back["order_id"]}
    )
    # the smallest id of a day: most days have one purchase, and nothing to compare
    several = bought.duplicated(MOMENT, keep=False)
    first = pd.concat(
        [
            bought[~several].set_index(MOMENT)["bought"],
            bought[several].groupby(MOMENT)["bought"].min(),
        ]
    )
    gained = bought.groupby(MOMENT)["kept"].agg(gained="size", kept="max")
    lost = returned.groupby(MOMENT)["returned"].agg(lost="size", returned="min")
    number = members.index.to_series()
    seen = _moment(number, members["first_seen_date"].clip(upper=AS_OF))
    entered = members["registered_date"].dropna().clip(upper=AS_OF)
    entered_at = _moment(number[entered.index], entered)
    moments = np.sort(pd.unique(np.concatenate([seen, entered_at, gained.index, lost.index])))
    days = pd.DataFrame({MOMENT: moments, "member": moments // 100_000})
    days["day"] = (moments % 100_000 * 86_400).astype("datetime64[s]")
    for part in (gained, first, lost):
        days = days.join(part, on=MOMENT)
    days["has_registered"] = days[MOMENT].isin(entered_at)
    return days.fillna({"gained": 0, "lost": 0})


def _moves(members: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """What stood before and after every day on which something happened to a member."""
    back = counted[counted["until"].notna()]
    days = _days(members, counted, back)
    met = days[["member", "day", MOMENT]].merge(back.drop(columns=MOMENT), on="member")
    met = met[(met["day"] >= met["since"]) & (met["day"] < met["until"])]
    passing = met.groupby(MOMENT).agg(first_day=("since", "min"), last_day=("since", "max"))
    people = days.groupby("member")
    days["orders"] = (days["gained"] - days["lost"]).groupby(days["member"]).cumsum()
    days["is_registered"] = people["has_registered"].cummax()
    days["last"] = people["kept"].ffill()
    # days are sorted, so the first day kept is the earliest, and none is known before it
    days["first"] = people["kept"].transform("first").where(days["last"].notna())
    days = days.join(passing, on=MOMENT)
    days["first"] = np.fmin(days["first"], days["first_day"])
    days["last"] = np.fmax(days["last"], days["last_day"])
    days["begins"] = days["member"] != days["member"].shift()
    goes_on = days["member"] == days["member"].shift(-1)
    days["held_until"] = days["day"].shift(-1).where(goes_on, AS_OF + DAY)
    for column in ("orders", "first", "last"):
        days[f"was_{column}"] = days[column].shift().where(~days["begins"])
    for stage in STAGES:
        days[stage] = members[stage].to_numpy()[days["member"]]
    return days


def _activity(moves: pd.DataFrame, day: pd.Series, was: str = "") -> np.ndarray:
    orders = moves[f"{was}orders"]
    idle, known = (day - moves[f"{was}last"]).dt.days, (day - moves[f"{was}first"]).dt.days
    conditions = [
        orders == 0,
        idle > moves["churned"],
        idle > moves["at_risk"],
        idle > moves["silent"],
        orders >= 3,
        known < 30,
    ]
    return np.select(conditions, list(range(6)), 6)


def _consumption(orders: pd.Series, registered: pd.Series) -> np.ndarray:
    return np.select([orders >= 3, orders == 2, orders == 1, registered], list(range(7, 11)), 11)


def _changes(
    moves: pd.DataFrame, axis: str, day: str, stage: np.ndarray, before: np.ndarray
) -> pd.DataFrame:
    """The rows of moves at which the stage of an axis becomes another, without its cause."""
    changed = (moves["begins"] & (day == "day")).to_numpy() | (stage != before)
    rows = moves[changed]
    begins = (rows["begins"] & (day == "day")).to_numpy()
    return rows.assign(
        axis=NAMES["axis"].index(axis),
        stage=stage[changed],
        previous_stage=np.where(begins, -1, before[changed]),
        valid_from=rows[day],
    )


def _told(changes: pd.DataFrame, cause: np.ndarray) -> pd.DataFrame:
    """The columns of the table, with the cause and the order that it was."""
    order_id = changes["bought"].where(cause == ORDER)
    order_id = order_id.where(cause != REFUND, changes["returned"])
    names = {"orders": "order_count", "last": "last_order_date"}
    kept = ["member", "axis", "stage", "previous_stage", "valid_from", *names]
    return changes[kept].rename(columns=names).assign(cause=cause, order_id=order_id)


def _moved(moves: pd.DataFrame) -> pd.DataFrame:
    stage = _activity(moves, moves["day"])
    changes = _changes(
        moves, "activity", "day", stage, _activity(moves, moves["day"] - DAY, "was_")
    )
    is_quiet = (changes["gained"] == 0) & (changes["lost"] == 0) & (changes["orders"] > 0)
    is_order, is_refund = changes["last"] == changes["day"], changes["lost"] > 0
    causes = [TIME, ORDER, REFUND]
    return _told(changes, np.select([is_quiet, is_order, is_refund], causes, FIRST_SEEN))


def _aged(moves: pd.DataFrame) -> list[pd.DataFrame]:
    turns = [(moves["first"] + 30 * DAY).where(moves["orders"].between(1, 2))]
    turns += [moves["last"] + pd.to_timedelta(moves[one] + 1, unit="D") for one in STAGES]
    parts = []
    for turn in turns:
        inside = (turn > moves["day"]) & (turn < moves["held_until"])
        turned = moves[inside].assign(turn=turn[inside])
        stage = _activity(turned, turned["turn"])
        before = _activity(turned, turned["turn"] - DAY)
        changes = _changes(turned, "activity", "turn", stage, before)
        parts.append(_told(changes, np.full(len(changes), TIME)))
    return parts


def _bought(moves: pd.DataFrame) -> pd.DataFrame:
    stage = _consumption(moves["orders"], moves["is_registered"])
    was_registered = moves["is_registered"] & ~moves["has_registered"]
    before = _consumption(moves["was_orders"], was_registered)
    changes = _changes(moves, "consumption", "day", stage, before)
    is_order, is_refund = changes["gained"] > changes["lost"], changes["lost"] > changes["gained"]
    causes = [ORDER, REFUND, REGISTRATION]
    choices = [is_order, is_refund, changes["has_registered"]]
    return _told(changes, np.select(choices, causes, FIRST_SEEN))


def main() -> None:
    """Make the table, and tell the peak of memory."""
    lifecycle().to_parquet(FOLDER / "lifecycle_pandas.parquet")
    peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"peak_mib": peak}))


if __name__ == "__main__":
    main()
