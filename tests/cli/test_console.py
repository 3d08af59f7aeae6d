"""What the terminal's helpers promise to who reads the output with a program."""

from __future__ import annotations

import pytest
from rich.table import Table

from member_center.cli.console import out


def test_a_table_for_a_file_or_a_pipe_is_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("record", "what", box=None)
    table.add_row("r" * 120, "total_differs")
    out.print(table)
    assert f"{'r' * 120}  total_differs" in capsys.readouterr().out
