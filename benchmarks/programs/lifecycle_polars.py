"""A rival in polars: both axes of the life cycle as intervals, with every column of the project.

    python lifecycle_polars.py FOLDER AS_OF

Reads the Parquet files that marts_rivals.py wrote, lazily, and writes its table beside them. Runs
in an environment of its own (requirements-polars.txt) and knows nothing of the project.
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import polars as pl

FOLDER, AS_OF = Path(sys.argv[1]), date.fromisoformat(sys.argv[2])
STAGES = ("silent", "at_risk", "churned")


def scan(name: str) -> pl.LazyFrame:
    """A table of facts."""
    return pl.scan_parquet(FOLDER / f"{name}.parquet")


def lifecycle() -> pl.LazyFrame:
    """The stages of every member on both axes as intervals, with what began each of them."""
    moves = _moves()
    aged = pl.concat(_aged(moves)).unique(["one_id", "valid_from"])
    parts = [_moved(moves), aged, _bought(moves)]
    ordered = pl.concat(parts).sort("one_id", "axis", "valid_from")
    same = (pl.col("one_id") == pl.col("one_id").shift(-1)) & (
        pl.col("axis") == pl.col("axis").shift(-1)
    )
    return ordered.with_columns(
        valid_to=pl.when(same).then(pl.col("valid_from").shift(-1)),
        days_since_last_order=(pl.col("valid_from") - pl.col("last_order_date")).dt.total_days(),
    ).with_columns(is_current=pl.col("valid_to").is_null())


def _counted() -> pl.LazyFrame:
    """Purchases from the day they are paid to the day the last of their money is given back."""
    returned = pl.coalesce("refunded_date", "paid_date")
    return (
        scan("orders")
        .filter(pl.col("is_paid") & (pl.col("paid_amount") > 0))
        .select(
            "one_id",
            "order_id",
            since=pl.min_horizontal("paid_date", pl.lit(AS_OF)),
            until=pl.when(~pl.col("is_purchase")).then(pl.min_horizontal(returned, pl.lit(AS_OF))),
        )
        .filter(pl.col("until").is_null() | (pl.col("until") > pl.col("since")))
    )


def _days(counted: pl.LazyFrame, back: pl.LazyFrame) -> pl.LazyFrame:
    """What happened to a member on a day, in order."""
    members = scan("members")
    happened = pl.concat(
        [
            members.select("one_id", day="first_seen_date"),
            members.select("one_id", day="registered_date", registered=True).drop_nulls("day"),
            counted.select(
                "one_id",
                day="since",
                bought="order_id",
                kept=pl.when(pl.col("until").is_null()).then("since"),
            ),
            back.select("one_id", day="until", returned="order_id"),
        ],
        how="diagonal",
    )
    return (
        happened.group_by("one_id", pl.min_horizontal("day", pl.lit(AS_OF)).alias("day"))
        .agg(
            gained=pl.col("bought").count().cast(pl.Int32),
            lost=pl.col("returned").count().cast(pl.Int32),
            has_registered=pl.col("registered").any(),
            bought=pl.col("bought").min(),
            returned=pl.col("returned").min(),
            kept=pl.col("kept").max(),
        )
        .sort("one_id", "day")
    )


def _moves() -> pl.LazyFrame:
    """What stood before and after every day on which something happened to a member."""
    counted = _counted()
    back = counted.filter(pl.col("until").is_not_null())
    days = _days(counted, back)
    passing = (
        days.select("one_id", "day")
        .join(back, on="one_id")
        .filter((pl.col("day") >= pl.col("since")) & (pl.col("day") < pl.col("until")))
        .group_by("one_id", "day")
        .agg(first_day=pl.col("since").min(), last_day=pl.col("since").max())
    )
    first_kept = pl.col("kept").min().over("one_id")
    state = (
        days.with_columns(
            order_count=(pl.col("gained") - pl.col("lost")).cum_sum().over("one_id"),
            is_registered=pl.col("has_registered").cum_max().over("one_id"),
            first=pl.when(first_kept <= pl.col("day")).then(first_kept),
            last=pl.col("kept").forward_fill().over("one_id"),
        )
        .join(passing, on=["one_id", "day"], how="left", maintain_order="left")
        .with_columns(
            first=pl.min_horizontal("first", "first_day"),
            last=pl.max_horizontal("last", "last_day"),
        )
    )
    begins = pl.col("one_id").ne_missing(pl.col("one_id").shift())
    goes_on = pl.col("one_id") == pl.col("one_id").shift(-1)
    return state.with_columns(
        begins=begins,
        held_until=pl.when(goes_on)
        .then(pl.col("day").shift(-1))
        .otherwise(pl.lit(AS_OF + timedelta(days=1))),
        was_first=pl.when(~begins).then(pl.col("first").shift()),
        was_last=pl.when(~begins).then(pl.col("last").shift()),
        had=pl.when(~begins).then(pl.col("order_count").shift()),
    ).join(
        scan("members").select("one_id", *STAGES),
        on="one_id",
        how="left",
        maintain_order="left",
    )


def _activity(orders: str, first: str, last: str, day: pl.Expr) -> pl.Expr:
    idle, known = (day - pl.col(last)).dt.total_days(), (day - pl.col(first)).dt.total_days()
    return (
        pl.when(pl.col(orders) == 0)
        .then(pl.lit("potential"))
        .when(idle > pl.col("churned"))
        .then(pl.lit("churned"))
        .when(idle > pl.col("at_risk"))
        .then(pl.lit("at_risk"))
        .when(idle > pl.col("silent"))
        .then(pl.lit("silent"))
        .when(pl.col(orders) >= 3)
        .then(pl.lit("loyal"))
        .when(known < 30)
        .then(pl.lit("new"))
        .otherwise(pl.lit("active"))
    )


def _consumption(orders: str, registered: pl.Expr) -> pl.Expr:
    return (
        pl.when(pl.col(orders) >= 3)
        .then(pl.lit("repeat"))
        .when(pl.col(orders) == 2)
        .then(pl.lit("repurchase"))
        .when(pl.col(orders) == 1)
        .then(pl.lit("first_purchase"))
        .when(registered)
        .then(pl.lit("registered"))
        .otherwise(pl.lit("prospect"))
    )


def _changes(
    moves: pl.LazyFrame, axis: str, day: str, cause: pl.Expr, stage: pl.Expr, before: pl.Expr
) -> pl.LazyFrame:
    """The rows of moves at which the stage of an axis becomes another."""
    judged = moves.with_columns(stage=stage, previous_stage=before, cause=cause)
    changed = judged.filter(pl.col("stage").ne_missing(pl.col("previous_stage")))
    order_id = (
        pl.when(pl.col("cause") == "order")
        .then("bought")
        .when(pl.col("cause") == "refund")
        .then("returned")
    )
    return changed.select(
        "one_id",
        "stage",
        "previous_stage",
        "cause",
        "order_count",
        axis=pl.lit(axis),
        valid_from=pl.col(day),
        order_id=order_id,
        last_order_date="last",
    )


def _moved(moves: pl.LazyFrame) -> pl.LazyFrame:
    stage = _activity("order_count", "first", "last", pl.col("day"))
    day_before = pl.col("day") - timedelta(days=1)
    before = pl.when(~pl.col("begins")).then(_activity("had", "was_first", "was_last", day_before))
    is_quiet = (pl.col("gained") == 0) & (pl.col("lost") == 0) & (pl.col("order_count") > 0)
    cause = (
        pl.when(is_quiet)
        .then(pl.lit("time"))
        .when(pl.col("last") == pl.col("day"))
        .then(pl.lit("order"))
        .when(pl.col("lost") > 0)
        .then(pl.lit("refund"))
        .otherwise(pl.lit("first_seen"))
    )
    return _changes(moves, "activity", "day", cause, stage, before)


def _aged(moves: pl.LazyFrame) -> list[pl.LazyFrame]:
    newness = pl.when(pl.col("order_count").is_between(1, 2)).then(
        pl.col("first") + pl.duration(days=30)
    )
    parts = []
    for turn in (newness, *(pl.col("last") + pl.duration(days=pl.col(one) + 1) for one in STAGES)):
        inside = (pl.col("turn") > pl.col("day")) & (pl.col("turn") < pl.col("held_until"))
        turned = moves.with_columns(turn=turn).filter(inside)
        stage = _activity("order_count", "first", "last", pl.col("turn"))
        day_before = pl.col("turn") - timedelta(days=1)
        before = _activity("order_count", "first", "last", day_before)
        parts.append(_changes(turned, "activity", "turn", pl.lit("time"), stage, before))
    return parts


def _bought(moves: pl.LazyFrame) -> pl.LazyFrame:
    was_registered = pl.col("is_registered") & ~pl.col("has_registered")
    stage = _consumption("order_count", pl.col("is_registered"))
    before = pl.when(~pl.col("begins")).then(_consumption("had", was_registered))
    cause = (
        pl.when(pl.col("gained") > pl.col("lost"))
        .then(pl.lit("order"))
        .when(pl.col("lost") > pl.col("gained"))
        .then(pl.lit("refund"))
        .when(pl.col("has_registered"))
        .then(pl.lit("registration"))
        .otherwise(pl.lit("first_seen"))
    )
    return _changes(moves, "consumption", "day", cause, stage, before)


def main() -> None:
    """Make the table, and tell the peak of memory."""
    lifecycle().collect().write_parquet(FOLDER / "lifecycle_polars.parquet")
    peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"peak_mib": peak}))


if __name__ == "__main__":
    main()
