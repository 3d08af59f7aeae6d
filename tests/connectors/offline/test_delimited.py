"""Text into rows: by column where it is a plain grid, and the same as the ``csv`` module always."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from connectors.offline import delimited
from connectors.offline.table import ColumnRows

CELLS = some.text(some.sampled_from("ab1 茶,\r\x0b\x1c\u2028\t"), max_size=4)
QUOTED = some.text(some.sampled_from('a1,"\n\r茶'), max_size=4).map(
    lambda cell: '"' + cell.replace('"', '""') + '"'
)
PLAINLY_QUOTED = some.text(some.sampled_from("a1,茶"), max_size=3).map('"{}"'.format)
LINES = some.lists(
    some.tuples(
        some.lists(some.one_of(CELLS, PLAINLY_QUOTED, QUOTED), min_size=3, max_size=3),
        some.sampled_from(["\r\n", "\n"]),
    ),
    max_size=14,
)
ODD = some.lists(
    some.sampled_from(
        [
            *("", "\n", "\r\n", "\r", '"a\nb",c,d\r\n', 'a"b,c,d\n', "x,y\n", "x,y,z,z\n"),
            *('"a"b,c,d\n', '"a" ,"b",c\n', 'a,"b,c",d\n', '"a,\n"",b",c,d\n', '"a","b","c"\n'),
        ]
    ),
    max_size=4,
)


def as_csv_reads(text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""))
    found, last = [], 0
    for cells in reader:
        found.append((last + 1, cells))
        last = reader.line_num
    return found


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=LINES, odd=ODD)
@example(lines=[(["", "", '",1"'], "\r\n")], odd=['a"b,c,d\n', '"a\nb",c,d\r\n'])
def test_any_text_gives_the_rows_that_the_csv_module_reads(
    lines: list[tuple[list[str], str]],
    odd: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delimited, "BLOCK_ROWS", 3)
    monkeypatch.setattr(delimited, "BLOCK_CHARACTERS", 7)
    text = "".join(",".join(cells) + end for cells, end in lines) + "".join(odd)
    path = tmp_path / "some.csv"
    path.write_bytes(text.encode("gb18030"))
    rows = delimited.TextRows(path, "gb18030", ",")
    assert [(row.number, row.cells) for row in rows()] == as_csv_reads(text)


def test_a_plain_grid_is_known_by_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK_ROWS", 2)
    path = tmp_path / "some.csv"
    path.write_text("a,b\nx,1\nx,2\nx,3\n", "utf-8")
    first, second, _ = delimited.TextRows(path, "utf-8", ",").blocks()
    assert isinstance(second, ColumnRows)
    assert [list(column.values) for column in second.columns] == [["x"], ["2", "3"]]
    assert [row.number for row in [*first, *second]] == [1, 2, 3, 4]


def test_cells_in_quotation_marks_are_known_by_column_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "BLOCK_ROWS", 2)
    path = tmp_path / "some.csv"
    path.write_text('"a","b"\n"x,y","1"\n"x","2"\nx,"3"\n', "utf-8")
    blocks = list(delimited.TextRows(path, "utf-8", ",").blocks())
    assert all(isinstance(block, ColumnRows) for block in blocks[:2])
    assert [row.cells for block in blocks for row in block] == [
        ["a", "b"],
        ["x,y", "1"],
        ["x", "2"],
        ["x", "3"],
    ]
