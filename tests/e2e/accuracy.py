"""How well members agree with people: pairwise precision and recall over identifiers.

A pair counts as right when two identifiers that one person owns are in one member. Identifiers
that nobody owns alone (a clerk's phone, a placeholder, a family's phone) take no part.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

KEY = ["identifier_type", "scope", "value"]


@dataclass(frozen=True)
class Accuracy:
    """Pairwise figures and how many identifiers they rest on."""

    precision: float
    recall: float
    identifiers: int


def owned(truth: pd.DataFrame) -> pd.DataFrame:
    """Identifiers that exactly one person ever owned."""
    known = truth.dropna(subset=["person_id"])
    owners = known.groupby(KEY)["person_id"].agg(["nunique", "first"]).reset_index()
    nobody = truth[truth["person_id"].isna()][KEY].drop_duplicates().assign(shared=True)
    single = owners[owners["nunique"] == 1].merge(nobody, on=KEY, how="left")
    return single[single["shared"].isna()].rename(columns={"first": "person_id"})[
        [*KEY, "person_id"]
    ]


def pairwise(found: pd.DataFrame, truth: pd.DataFrame) -> Accuracy:
    """Compare published identifiers with the truth.

    Args:
        found: `identifier_type`, `scope`, `value`, `one_id` (null: belongs to no member).
        truth: `identifier_type`, `scope`, `value`, `person_id`, in the same spelling.
    """
    joined = owned(truth).merge(found, on=KEY)
    alone = "alone_" + joined.index.astype(str)
    members = joined["one_id"].where(joined["one_id"].notna(), alone)
    together = _pairs(joined.groupby([members, joined["person_id"]]).size())
    return Accuracy(
        precision=together / max(_pairs(joined.groupby(members).size()), 1),
        recall=together / max(_pairs(joined.groupby("person_id").size()), 1),
        identifiers=len(joined),
    )


def _pairs(sizes: pd.Series) -> int:
    return int((sizes * (sizes - 1) // 2).sum())
