"""A rival in pandas: RFM and fifty tags over the same facts.

    python marts_pandas.py rfm|tags FOLDER AS_OF

Reads the columns it needs of the Parquet files that marts_rivals.py wrote and writes its table
beside them. Knows nothing of the project.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

FOLDER, AS_OF = Path(sys.argv[2]), pd.Timestamp(sys.argv[3])
NAMES = ("win_back", "keep", "develop", "value")
DAY = pd.Timedelta(days=1)


def read(name: str, *columns: str) -> pd.DataFrame:
    """Some columns of a table of facts; dates as timestamps, texts as categories."""
    table = pd.read_parquet(FOLDER / f"{name}.parquet", columns=["one_id", *columns])
    for column in table:
        if str(column).endswith("_date"):
            table[column] = pd.to_datetime(table[column])
    return table


def rfm() -> pd.DataFrame:
    """Recency, frequency and monetary value with quintiles, business bands and both segments."""
    orders = read("orders", "paid_date", "is_purchase", "net_amount")
    orders["bought"] = orders["paid_date"].where(orders["is_purchase"])
    found = orders.groupby("one_id").agg(
        last_order_date=("bought", "max"),
        frequency=("is_purchase", "sum"),
        monetary=("net_amount", "sum"),
    )
    found = found[found["frequency"] > 0].reset_index()
    found["monetary"] = found["monetary"].round(2)
    found["recency_days"] = (AS_OF - found["last_order_date"]).dt.days.clip(lower=0)
    measures = {"recency": "recency_days", "frequency": "frequency", "monetary": "monetary"}
    for name, column in measures.items():
        below = found[column].rank(method="min", ascending=name != "recency").astype("int64") - 1
        found[f"{name}_score"] = 5 * below // len(found) + 1
    cuts = {"frequency": [2, 3, 5, 10], "monetary": [200, 500, 1000, 3000]}
    for name, steps in cuts.items():
        found[f"{name}_band"] = np.searchsorted(steps, found[name], side="right") + 1
    days = found["recency_days"]
    found["recency_band"] = 5 - np.searchsorted([31, 61, 91, 181], days, side="right")
    scores = found[["recency_score", "frequency_score", "monetary_score"]].astype("str")
    found["rfm_score"] = scores["recency_score"].str.cat(scores.iloc[:, 1:])
    found["segment"] = _segment(found, "score")
    found["business_segment"] = _segment(found, "band")
    return found.assign(as_of_date=AS_OF)


def _segment(found: pd.DataFrame, kind: str) -> np.ndarray:
    names = [f"{rank}_{name}" for rank in ("general", "key") for name in NAMES]
    high = [
        (found[f"{one}_{kind}"] >= 4).to_numpy() for one in ("monetary", "recency", "frequency")
    ]
    return np.array(names, dtype=object)[high[0] * 4 + high[1] * 2 + high[2]]


def tags() -> pd.DataFrame:
    """Fifty features of tags: behaviour, orders, habits, preferences."""
    table = read("members").set_index("one_id")
    scores = rfm().set_index("one_id")[["recency_score", "frequency_score", "monetary_score"]]
    for part in (_behaviour(), _orders(), _habits(), _preferences(), scores):
        table = table.join(part)
    counts = table.columns[
        table.columns.str.contains("_(?:30d|90d|365d|orders|count)$|^net_revenue$")
    ]
    table[counts] = table[counts].fillna(0)
    return table.reset_index()


def _behaviour() -> pd.DataFrame:
    events = read("events", "event_type", "category", "event_date")
    events = events[events["event_date"] > AS_OF - 90 * DAY]
    names = {
        "app_launch": "visits",
        "product_view": "product_views",
        "search": "searches",
        "cart_add": "cart_adds",
        "share": "shares",
        "message_receive": "messages_received",
        "message_click": "messages_clicked",
    }
    wide = events.groupby(["one_id", "event_type"]).size().unstack(fill_value=0)
    found = wide.reindex(columns=list(names), fill_value=0).rename(columns=names).add_suffix("_90d")
    own = events[~events["event_type"].isin(["message_receive", "points_earn"])]
    found["last_active_date"] = own.groupby("one_id")["event_date"].max()
    launches = events[
        (events["event_type"] == "app_launch") & (events["event_date"] > AS_OF - 30 * DAY)
    ]
    found["visits_30d"] = launches.groupby("one_id").size()
    views = events[(events["event_type"] == "product_view") & events["category"].notna()]
    seen = views.groupby(["one_id", "category"], as_index=False).agg(
        n=("event_date", "size"), last=("event_date", "max")
    )
    seen = seen.sort_values(["n", "last", "category"], ascending=[False, False, True])
    top = seen.drop_duplicates("one_id").set_index("one_id")
    found["interest_category"] = top["category"]
    found["interest_category_share"] = top["n"] / seen.groupby("one_id")["n"].sum()
    return found


def _orders() -> pd.DataFrame:
    orders = read(
        "orders",
        "paid_date",
        "is_paid",
        "is_purchase",
        "is_gift",
        "channel",
        "store_name",
        "order_scene",
        "purchase_number",
        "paid_amount",
        "refund_amount",
        "net_amount",
        "gross_amount",
        "discount_amount",
    )
    bought, recent = orders["is_purchase"], orders["paid_date"] > AS_OF - 90 * DAY
    year, store = orders["paid_date"] > AS_OF - 365 * DAY, orders["channel"] == "offline_store"
    refunded = orders["refund_amount"] > 0
    flags = pd.DataFrame(
        {
            "order_count": bought,
            "refunded_order_count": refunded,
            "orders_90d": bought & recent,
            "orders_365d": bought & year,
            "store_orders": bought & store,
            "online_orders": bought & ~store,
            "gift_orders": bought & orders["is_gift"],
            "discounted_orders": bought & (orders["discount_amount"] > 0),
            "live_orders": bought & orders["order_scene"].isin(["live", "short_video"]),
            "refunded_orders_90d": bought & recent & refunded,
            "net_revenue": orders["net_amount"],
            "net_revenue_90d": orders["net_amount"].where(recent, 0),
            "net_revenue_365d": orders["net_amount"].where(year, 0),
            "discount": orders["discount_amount"].where(orders["is_paid"], 0),
            "goods": orders["gross_amount"].where(orders["is_paid"], 0),
        }
    )
    found = flags.groupby(orders["one_id"]).sum()
    purchases = orders[bought].groupby("one_id")
    found["first_order_date"] = purchases["paid_date"].min()
    found["last_order_date"] = purchases["paid_date"].max()
    found["largest_order_amount"] = purchases["paid_amount"].max()
    found["store_count"] = purchases["store_name"].nunique()
    first = orders[orders["purchase_number"] == 1].set_index("one_id")["paid_amount"]
    found["first_order_amount"] = first
    count = found["order_count"]
    found["average_order_value"] = found["net_revenue"] / count.where(count > 0)
    found["discount_share"] = found["discount"] / found["goods"]
    span = (found["last_order_date"] - found["first_order_date"]).dt.days
    found["average_gap_days"] = span / (count - 1).where(count > 1)
    return found.drop(columns=["discount", "goods"])


def _habits() -> pd.DataFrame:
    items = read(
        "items",
        "order_id",
        "product_id",
        "product_name",
        "category",
        "unit_price",
        "quantity",
        "item_amount",
        "order_date",
    )
    usual = items.groupby("category")["unit_price"].median()
    items["position"] = items["unit_price"] / items["category"].map(usual) * items["quantity"]
    products = items.groupby(["one_id", "product_id"], as_index=False).agg(
        category=("category", "min"),
        product_name=("product_name", "min"),
        amount=("item_amount", "sum"),
        last=("order_date", "max"),
        units=("quantity", "sum"),
        position=("position", "sum"),
    )
    people = products.groupby("one_id")
    found = people.agg(
        category_count=("category", "nunique"),
        product_count=("product_id", "size"),
        units=("units", "sum"),
        position=("position", "sum"),
    )
    products["amount"] = products["amount"].round(2)
    ordered = products.sort_values(["amount", "last", "product_id"], ascending=[False, False, True])
    found["preferred_product"] = ordered.drop_duplicates("one_id").set_index("one_id")[
        "product_name"
    ]
    found["units_per_order"] = found["units"] / items.groupby("one_id")["order_id"].nunique()
    found["price_position"] = found["position"] / found["units"]
    return found.drop(columns=["units", "position"])


def _preferences() -> pd.DataFrame:
    orders = read(
        "orders",
        "paid_at",
        "paid_date",
        "order_date",
        "channel",
        "store_name",
        "paid_amount",
        "is_purchase",
    )
    orders = orders[orders["is_purchase"]]
    hours = (orders["paid_at"] + pd.Timedelta(hours=8)).dt.hour
    orders["day_part"] = np.select(
        [hours < 6, hours < 12, hours < 14, hours < 18],
        ["night", "morning", "noon", "afternoon"],
        "evening",
    )
    orders["week_part"] = np.where(orders["paid_date"].dt.dayofweek >= 5, "weekend", "weekday")
    items = read("items", "order_id", "category", "item_amount", "order_date")
    items["category"] = items["category"].fillna("uncategorised")
    categories = items.groupby(["one_id", "category"], as_index=False).agg(
        amount=("item_amount", "sum"), n=("order_id", "nunique"), last=("order_date", "max")
    )
    found = _top("category", categories)
    for name in ("channel", "store_name", "day_part", "week_part"):
        choices = orders.groupby(["one_id", name], as_index=False).agg(
            amount=("paid_amount", "sum"), n=("paid_amount", "size"), last=("order_date", "max")
        )
        found = found.join(_top(name, choices))
    return found[
        [
            "preferred_category",
            "preferred_category_share",
            "second_category",
            "second_category_share",
            "preferred_channel",
            "preferred_channel_share",
            "preferred_store_name",
            "preferred_day_part",
            "preferred_day_part_share",
            "preferred_week_part",
        ]
    ].rename(columns={"preferred_store_name": "preferred_store"})


def _top(name: str, choices: pd.DataFrame) -> pd.DataFrame:
    choices["amount"] = choices["amount"].round(2)
    ordered = choices.sort_values(
        ["amount", "n", "last", name], ascending=[False, False, False, True]
    )
    people = ordered.groupby("one_id")
    place, total = people.cumcount(), people["amount"].sum()
    first, second = (ordered[place == one].set_index("one_id") for one in (0, 1))
    return pd.DataFrame(
        {
            f"preferred_{name}": first[name],
            f"preferred_{name}_share": first["amount"] / total,
            f"second_{name}": second[name],
            f"second_{name}_share": second["amount"] / total,
        }
    )


def main() -> None:
    """Make the table that is asked for, and tell the peak of memory."""
    task = sys.argv[1]
    made = {"rfm": rfm, "tags": tags}[task]()
    made.to_parquet(FOLDER / f"{task}_pandas.parquet")
    peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"peak_mib": peak}))


if __name__ == "__main__":
    main()
