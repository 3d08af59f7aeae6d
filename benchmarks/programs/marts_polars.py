"""A rival in polars: RFM and fifty tags over the same facts.

    python marts_polars.py rfm|tags FOLDER AS_OF

Reads the Parquet files that marts_rivals.py wrote, lazily, and writes its table beside them. Runs
in an environment of its own (requirements-polars.txt) and knows nothing of the project.
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import polars as pl

FOLDER, AS_OF = Path(sys.argv[2]), date.fromisoformat(sys.argv[3])


def scan(name: str) -> pl.LazyFrame:
    """A table of facts."""
    return pl.scan_parquet(FOLDER / f"{name}.parquet")


def since(days: int) -> pl.Expr:
    """Whether an order was paid within the last days."""
    return pl.col("paid_date") > AS_OF - timedelta(days=days)


def rfm() -> pl.LazyFrame:
    """Recency, frequency and monetary value with quintiles, business bands and both segments."""
    bought = (
        scan("orders")
        .group_by("one_id")
        .agg(
            last_order_date=pl.col("paid_date").filter(pl.col("is_purchase")).max(),
            frequency=pl.col("is_purchase").sum(),
            monetary=pl.col("net_amount").sum().round(2),
        )
    )
    recency = (pl.lit(AS_OF) - pl.col("last_order_date")).dt.total_days().clip(0)
    measured = bought.filter(pl.col("frequency") > 0).with_columns(recency_days=recency)

    def quintile(column: str, descending: bool = False) -> pl.Expr:
        below = pl.col(column).rank("min", descending=descending).cast(pl.Int64) - 1
        return (5 * below // pl.len() + 1).cast(pl.Int32)

    scored = measured.with_columns(
        recency_score=quintile("recency_days", descending=True),
        frequency_score=quintile("frequency"),
        monetary_score=quintile("monetary"),
        recency_band=5 - _cuts_reached("recency_days", (31, 61, 91, 181)),
        frequency_band=1 + _cuts_reached("frequency", (2, 3, 5, 10)),
        monetary_band=1 + _cuts_reached("monetary", (200, 500, 1000, 3000)),
    )
    scores = ("recency_score", "frequency_score", "monetary_score")
    return scored.with_columns(
        as_of_date=pl.lit(AS_OF),
        rfm_score=pl.concat_str(scores),
        segment=_segment(*scores),
        business_segment=_segment("recency_band", "frequency_band", "monetary_band"),
    )


def _cuts_reached(column: str, cuts: tuple[int, ...]) -> pl.Expr:
    return pl.sum_horizontal(pl.col(column) >= cut for cut in cuts).cast(pl.Int32)


def _segment(recency: str, frequency: str, monetary: str) -> pl.Expr:
    recent, often = pl.col(recency) >= 4, pl.col(frequency) >= 4
    rank = pl.when(pl.col(monetary) >= 4).then(pl.lit("key_")).otherwise(pl.lit("general_"))
    name = (
        pl.when(recent & often)
        .then(pl.lit("value"))
        .when(recent)
        .then(pl.lit("develop"))
        .when(often)
        .then(pl.lit("keep"))
        .otherwise(pl.lit("win_back"))
    )
    return rank + name


def tags() -> pl.LazyFrame:
    """Fifty features of tags: behaviour, orders, habits, preferences."""
    table = scan("members").select("one_id")
    for part in (_behaviour(), _interests(), _orders(), _habits(), _preferences(), _scores()):
        table = table.join(part, on="one_id", how="left")
    counts = pl.selectors.matches("_(30d|90d|365d|orders|count)$|^net_revenue$")
    return table.with_columns(counts.fill_null(0))


def _behaviour() -> pl.LazyFrame:
    counted = (
        scan("events")
        .filter(pl.col("event_date") > AS_OF - timedelta(days=90))
        .group_by("one_id", "event_type")
        .agg(
            n=pl.len(),
            n30=(pl.col("event_date") > AS_OF - timedelta(days=30)).sum(),
            last=pl.col("event_date").max(),
        )
    )
    names = {
        "app_launch": "visits",
        "product_view": "product_views",
        "search": "searches",
        "cart_add": "cart_adds",
        "share": "shares",
        "message_receive": "messages_received",
        "message_click": "messages_clicked",
    }
    own = ~pl.col("event_type").is_in(["message_receive", "points_earn"])
    return counted.group_by("one_id").agg(
        pl.col("last").filter(own).max().alias("last_active_date"),
        pl.col("n30").filter(pl.col("event_type") == "app_launch").sum().alias("visits_30d"),
        *(
            pl.col("n").filter(pl.col("event_type") == kind).sum().alias(f"{name}_90d")
            for kind, name in names.items()
        ),
    )


def _interests() -> pl.LazyFrame:
    recent = pl.col("event_date") > AS_OF - timedelta(days=90)
    viewed = (pl.col("event_type") == "product_view") & pl.col("category").is_not_null()
    seen = (
        scan("events")
        .filter(recent & viewed)
        .group_by("one_id", "category")
        .agg(n=pl.len(), last=pl.col("event_date").max())
    )
    return (
        seen.sort("n", "last", "category", descending=[True, True, False])
        .group_by("one_id", maintain_order=True)
        .agg(
            interest_category=pl.col("category").first(),
            interest_category_share=(pl.col("n").first() / pl.col("n").sum()),
        )
    )


def _orders() -> pl.LazyFrame:
    is_purchase, net = pl.col("is_purchase"), pl.col("net_amount")
    online = pl.col("channel") != "offline_store"
    live = pl.col("order_scene").is_in(["live", "short_video"])
    bought = (
        scan("orders")
        .group_by("one_id")
        .agg(
            order_count=is_purchase.sum(),
            refunded_order_count=(pl.col("refund_amount") > 0).sum(),
            orders_90d=(is_purchase & since(90)).sum(),
            orders_365d=(is_purchase & since(365)).sum(),
            net_revenue=net.sum(),
            net_revenue_90d=net.filter(since(90)).sum(),
            net_revenue_365d=net.filter(since(365)).sum(),
            discount=pl.col("discount_amount").filter(pl.col("is_paid")).sum(),
            goods=pl.col("gross_amount").filter(pl.col("is_paid")).sum(),
            first_order_date=pl.col("paid_date").filter(is_purchase).min(),
            last_order_date=pl.col("paid_date").filter(is_purchase).max(),
            store_orders=(is_purchase & ~online).sum(),
            online_orders=(is_purchase & online).sum(),
            gift_orders=(is_purchase & pl.col("is_gift")).sum(),
            discounted_orders=(is_purchase & (pl.col("discount_amount") > 0)).sum(),
            live_orders=(is_purchase & live).sum(),
            refunded_orders_90d=(is_purchase & since(90) & (pl.col("refund_amount") > 0)).sum(),
            store_count=pl.col("store_name").filter(is_purchase).drop_nulls().n_unique(),
            largest_order_amount=pl.col("paid_amount").filter(is_purchase).max(),
            first_order_amount=pl.col("paid_amount").filter(pl.col("purchase_number") == 1).max(),
        )
    )
    span = (pl.col("last_order_date") - pl.col("first_order_date")).dt.total_days()
    some, several = pl.col("order_count") > 0, pl.col("order_count") > 1
    return bought.with_columns(
        average_order_value=pl.when(some).then(pl.col("net_revenue") / pl.col("order_count")),
        discount_share=pl.col("discount") / pl.col("goods"),
        average_gap_days=pl.when(several).then(span / (pl.col("order_count") - 1)),
    ).drop("discount", "goods")


def _habits() -> pl.LazyFrame:
    items = scan("items")
    usual = items.group_by("category").agg(price=pl.col("unit_price").median())
    products = (
        items.join(usual, on="category", how="left")
        .group_by("one_id", "product_id")
        .agg(
            category=pl.col("category").min(),
            product_name=pl.col("product_name").min(),
            amount=pl.col("item_amount").sum().round(2),
            last=pl.col("order_date").max(),
            units=pl.col("quantity").sum(),
            position=(pl.col("unit_price") / pl.col("price") * pl.col("quantity")).sum(),
        )
    )
    orders = items.group_by("one_id").agg(lines_orders=pl.col("order_id").n_unique())
    summed = (
        products.sort("amount", "last", "product_id", descending=[True, True, False])
        .group_by("one_id", maintain_order=True)
        .agg(
            category_count=pl.col("category").n_unique(),
            product_count=pl.len(),
            units=pl.col("units").sum(),
            position=pl.col("position").sum(),
            preferred_product=pl.col("product_name").first(),
        )
    )
    return summed.join(orders, on="one_id").select(
        "one_id",
        "category_count",
        "product_count",
        "preferred_product",
        units_per_order=pl.col("units") / pl.col("lines_orders"),
        price_position=pl.col("position") / pl.col("units"),
    )


def _preferences() -> pl.LazyFrame:
    orders = scan("orders").filter("is_purchase")
    hour = (pl.col("paid_at") + pl.duration(hours=8)).dt.hour()
    part = (
        pl.when(hour < 6)
        .then(pl.lit("night"))
        .when(hour < 12)
        .then(pl.lit("morning"))
        .when(hour < 14)
        .then(pl.lit("noon"))
        .when(hour < 18)
        .then(pl.lit("afternoon"))
        .otherwise(pl.lit("evening"))
    )
    week = pl.when(pl.col("paid_date").dt.weekday() >= 6).then(pl.lit("weekend"))
    choices = {
        "channel": pl.col("channel"),
        "store_name": pl.col("store_name"),
        "day_part": part,
        "week_part": week.otherwise(pl.lit("weekday")),
    }
    sums = {
        "amount": pl.col("paid_amount").sum().round(2),
        "n": pl.len(),
        "last": pl.col("order_date").max(),
    }
    chosen = _top(
        "category",
        scan("items")
        .group_by("one_id", pl.col("category").fill_null("uncategorised").alias("choice"))
        .agg(
            amount=pl.col("item_amount").sum().round(2),
            n=pl.col("order_id").n_unique(),
            last=pl.col("order_date").max(),
        ),
    )
    for name, choice in choices.items():
        told = orders.with_columns(choice=choice).filter(pl.col("choice").is_not_null())
        part_of = _top(name, told.group_by("one_id", "choice").agg(**sums))
        chosen = chosen.join(part_of, on="one_id", how="left")
    return chosen.select(
        "one_id",
        preferred_category="category_1",
        preferred_category_share="category_share",
        second_category="category_2",
        second_category_share="category_second_share",
        preferred_channel="channel_1",
        preferred_channel_share="channel_share",
        preferred_store="store_name_1",
        preferred_day_part="day_part_1",
        preferred_day_part_share="day_part_share",
        preferred_week_part="week_part_1",
    )


def _top(name: str, choices: pl.LazyFrame) -> pl.LazyFrame:
    ordered = choices.sort("amount", "n", "last", "choice", descending=[True, True, True, False])
    amount = pl.col("amount")
    return ordered.group_by("one_id", maintain_order=True).agg(
        pl.col("choice").get(0).alias(f"{name}_1"),
        pl.col("choice").get(1, null_on_oob=True).alias(f"{name}_2"),
        (amount.get(0) / amount.sum()).alias(f"{name}_share"),
        (amount.get(1, null_on_oob=True) / amount.sum()).alias(f"{name}_second_share"),
    )


def _scores() -> pl.LazyFrame:
    return rfm().select("one_id", "recency_score", "frequency_score", "monetary_score")


def main() -> None:
    """Make the table that is asked for, and tell the peak of memory."""
    task = sys.argv[1]
    made = {"rfm": rfm, "tags": tags}[task]()
    made.collect().write_parquet(FOLDER / f"{task}_polars.parquet")
    peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"peak_mib": peak}))


if __name__ == "__main__":
    main()
