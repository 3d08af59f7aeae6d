"""Members against known people: figures worked out by hand, and every kind of hard case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pytest

from member_center.identity.accuracy import Accuracy, measure
from member_center.identity.knowable import knowable_recall
from member_center.identity.mistakes import worst_merges, worst_splits
from member_center.identity.truth import TruthError, load_truth

MARTS = """
    create table member_identifiers (
        identifier_id varchar, identifier_type varchar, scope varchar, value varchar, one_id varchar
    )
"""
HEADER = "identifier_type,scope,value,person_id,hard_case\n"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(MARTS)
        yield opened


def publish(connection: duckdb.DuckDBPyConnection, members: Mapping[str, str | None]) -> None:
    """Cards by their number, each with its member; other types as type:value."""
    for name, one_id in members.items():
        kind, _, value = name.rpartition(":")
        row = [f"id-{name}", kind or "member_card", "" if kind == "phone" else "demo", value]
        connection.execute(
            "insert into member_identifiers values (?, ?, ?, ?, ?)",
            [*row, f"m_{one_id}" if one_id else None],
        )


def known(tmp_path: Path, *rows: tuple[str, str, str]) -> Path:
    """A CSV of (value or type:value, person, hard case)."""
    lines = []
    for name, person, case in rows:
        kind, _, value = name.rpartition(":")
        scope = "" if kind == "phone" else "demo"
        lines.append(f"{kind or 'member_card'},{scope},{value},{person},{case}")
    file = tmp_path / "truth.csv"
    file.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
    return file


def no_tokens(phones: object) -> dict[str, str | None]:
    raise AssertionError("no clear phone was given")


def measured(connection: duckdb.DuckDBPyConnection, truth: Path) -> Accuracy:
    load_truth(connection, truth, no_tokens)
    return measure(connection)


def test_figures_of_one_wrong_merge_and_one_split(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Members {a1 a2 b1} and {a3}, people {a1 a2 a3} and {b1}: 1 of 3 pairs is right both ways."""
    publish(connection, {"a1": "x", "a2": "x", "b1": "x", "a3": "y"})
    truth = known(tmp_path, ("a1", "A", ""), ("a2", "A", ""), ("a3", "A", ""), ("b1", "B", ""))
    found = measured(connection, truth)
    assert (found.pairwise.precision, found.pairwise.recall) == (1 / 3, 1 / 3)
    assert found.pairwise.f1 == pytest.approx(1 / 3)
    assert found.b_cubed.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert found.b_cubed.recall == pytest.approx((2 / 3 + 2 / 3 + 1 + 1 / 3) / 4)
    assert (found.identifiers, found.people, found.members) == (4, 2, 2)
    assert (found.merged_members, found.split_people) == (1, 1)


def test_everybody_alone_claims_nothing_wrongly(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    publish(connection, {"a1": "x", "a2": None, "a3": None})
    truth = known(tmp_path, *((card, "A", "") for card in ("a1", "a2", "a3")))
    found = measured(connection, truth)
    assert (found.pairwise.precision, found.pairwise.recall) == (1.0, 0.0)
    assert found.pairwise.f1 == 0.0
    assert found.members == 3


def test_what_nobody_or_several_own_takes_no_part(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    publish(connection, {"a1": "x", "b1": "y", "clerk": "x", "family": "y"})
    rows = [("a1", "A", ""), ("b1", "B", ""), ("clerk", "", ""), ("family", "A", "")]
    found = measured(connection, known(tmp_path, *rows, ("family", "B", "")))
    assert (found.identifiers, found.merged_members) == (2, 0)


def test_what_the_version_does_not_hold_is_counted_apart(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    publish(connection, {"a1": "x"})
    found = measured(connection, known(tmp_path, ("a1", "A", ""), ("a2", "A", "")))
    assert (found.identifiers, found.absent, found.pairwise.recall) == (1, 1, 1.0)


@pytest.mark.parametrize(
    ("members", "solved"),
    [
        pytest.param({"late": "x", "a1": "x", "a2": "x"}, 1, id="with the others"),
        pytest.param({"late": "x", "a1": "x", "a2": "y"}, 1, id="with half of the others"),
        pytest.param({"late": "x", "a1": "y", "a2": "y"}, 0, id="apart from the others"),
        pytest.param({"late": "x", "a1": "x", "b1": "x"}, 0, id="with a stranger"),
        pytest.param({"late": "x"}, 1, id="the only one there is"),
        pytest.param({"late": None, "a1": "y"}, 0, id="no member's"),
    ],
)
def test_a_hard_case_of_one_person(
    connection: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    members: dict[str, str | None],
    solved: int,
) -> None:
    publish(connection, members)
    rows = [("late", "A", "late"), ("a1", "A", ""), ("a2", "A", ""), ("b1", "B", "")]
    (case,) = measured(connection, known(tmp_path, *rows)).cases
    assert (case.name, case.identifiers, case.solved) == ("late", 1, solved)


@pytest.mark.parametrize(
    ("members", "solved"),
    [
        pytest.param({"a1": "x", "b1": "y", "family": "x"}, 2, id="with one of them"),
        pytest.param({"a1": "x", "b1": "y", "family": None}, 2, id="with nobody"),
        pytest.param({"a1": "x", "b1": "x", "family": None}, 0, id="they became one member"),
        pytest.param({"a1": "x", "b1": "y", "c1": "z", "family": "z"}, 0, id="with a stranger"),
    ],
)
def test_a_value_of_two_people(
    connection: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    members: dict[str, str | None],
    solved: int,
) -> None:
    token = "ph1_" + "0" * 32
    publish(
        connection, {name.replace("family", f"phone:{token}"): m for name, m in members.items()}
    )
    people = [("a1", "A", ""), ("b1", "B", ""), ("c1", "C", "")]
    phone = [(f"phone:{token}", person, "family") for person in ("A", "B")]
    (case,) = measured(connection, known(tmp_path, *people, *phone)).cases
    assert (case.identifiers, case.solved) == (2, solved)


@pytest.mark.parametrize(
    ("members", "solved"),
    [
        pytest.param({"a1": "x", "b1": "y", "clerk": None}, 1, id="no member's"),
        pytest.param({"a1": "x", "b1": "y", "clerk": "x"}, 1, id="joins nobody"),
        pytest.param({"a1": "x", "b1": "x", "clerk": "x"}, 0, id="glues strangers"),
    ],
)
def test_a_value_of_nobody(
    connection: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    members: dict[str, str | None],
    solved: int,
) -> None:
    publish(connection, members)
    truth = known(tmp_path, ("a1", "A", ""), ("b1", "B", ""), ("clerk", "", "clerk"))
    (case,) = measured(connection, truth).cases
    assert (case.identifiers, case.solved) == (1, solved)


def test_examples_are_the_worst_ones_and_shortened(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    small = {"a-number-1": "x", "b-number-1": "x"}
    large = {f"c-number-{n}": "y" for n in range(12)} | {"d-number-1": "y"}
    publish(connection, small | large | {"e-number-1": "z", "e-number-2": None})
    rows = [
        (name, name[0].upper(), "slip" if name == "d-number-1" else "") for name in small | large
    ]
    measured(connection, known(tmp_path, *rows, ("e-number-1", "E", ""), ("e-number-2", "E", "")))
    first, second = worst_merges(connection, 5)
    assert [(one.name, one.wrong_pairs) for one in (first, second)] == [("m_y", 12), ("m_x", 1)]
    assert [(part.name, part.size, len(part.identifiers)) for part in first.parts] == [
        ("C", 12, 8),
        ("D", 1, 1),
    ]
    ((identifier, hard_case),) = first.parts[1].identifiers
    assert (identifier.short, hard_case) == ("d…er-1", "slip")
    (split,) = worst_splits(connection, 5)
    assert (split.name, split.wrong_pairs) == ("E", 1)
    assert {part.name for part in split.parts} == {"m_z", None}
    assert worst_merges(connection, 1) == (first,)


def test_clear_phones_become_tokens(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """In any spelling; one that is a token already stays, and what is no number matches nothing."""
    tokens = {digit: f"ph1_{digit * 32}" for digit in "123"}
    publish(connection, {f"phone:{token}": "x" for token in tokens.values()})

    def tokens_of(phones: Iterator[str]) -> dict[str, str | None]:
        return {one: tokens.get(one[-1]) for one in phones}

    rows = [("+86 199 0000 0001", "A"), (tokens["2"], "A"), ("19900000003", "A"), ("none", "A")]
    truth = known(tmp_path, *((f"phone:{value}", person, "") for value, person in rows))
    load_truth(connection, truth, tokens_of)
    found = measure(connection)
    assert (found.identifiers, found.absent) == (3, 1)
    left = connection.execute("select count(*) from truth where value like '%199%'").fetchone()
    assert left == (0,)


def test_a_folder_of_parquet_and_numbers_as_people(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    publish(connection, {"0001": "x", "0002": "x"})
    connection.execute(
        f"""
        copy (
            select 'member_card' as identifier_type, 'demo' as scope, '000' || n as value,
                7::bigint as person_id, 1 as more from (values (1), (2)) as t(n)
        ) to '{tmp_path / "identifiers.parquet"}' (format parquet)
        """
    )
    assert measured(connection, tmp_path).pairwise.recall == 1.0


def test_leading_zeros_of_a_csv_survive(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    publish(connection, {"0001": "x", "0002": "x"})
    found = measured(connection, known(tmp_path, ("0001", "1", ""), ("0002", "1", "")))
    assert found.identifiers == 2


def test_a_column_that_is_missing_is_named(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = tmp_path / "truth.csv"
    file.write_text("identifier_type,value,person\nmember_card,1,2\n", "utf-8")
    with pytest.raises(TruthError, match="no column scope, person_id"):
        load_truth(connection, file, no_tokens)


def test_a_truth_that_is_not_there(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(TruthError, match=r"give a \.parquet or \.csv file"):
        load_truth(connection, tmp_path, no_tokens)


def test_what_no_record_ties_together_is_not_knowable(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Of A's six pairs records tie three: a1-a2 refused, a2-a3 over a card of A and B; a4 none."""
    publish(connection, {"a1": "x", "a2": "y", "a3": "z", "a4": "v", "b1": "w", "family": "z"})
    people = [(card, card[0].upper(), "") for card in ("a1", "a2", "a3", "a4", "b1")]
    people += [("family", "A", ""), ("family", "B", "")]
    measured(connection, known(tmp_path, *people))
    assert knowable_recall(connection) is None
    connection.execute(
        """
        create table member_identity_links as
        select 'id-' || a as from_identifier_id, 'id-' || b as to_identifier_id, status
        from (values
            ('a1', 'a2', 'refused'), ('a2', 'family', 'refused'), ('a3', 'family', 'linked'),
            ('b1', 'family', 'refused'), ('a3', 'a4', 'blocked'), ('b1', 'a4', 'linked')
        ) as said (a, b, status)
        """
    )
    assert knowable_recall(connection) == 0.5
