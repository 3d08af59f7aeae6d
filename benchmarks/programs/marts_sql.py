"""The project's SQL for one of the rivals' tasks, run over a warehouse as its profile opens it.

    python marts_sql.py TASK FOLDER WAREHOUSE MEMORY

The statements stand in FOLDER/TASK.sql, as marts_rivals.py wrote them: what is measured is the
engine with the project's SQL, as a rival is its library with a program.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

END = ";\n"


def main() -> None:
    """Make the tables, and tell the peak of memory."""
    task, folder, warehouse, memory = sys.argv[1:]
    config = {"threads": 2, "memory_limit": memory, "preserve_insertion_order": False}
    with duckdb.connect(warehouse, config=config) as connection:
        connection.execute("set timezone = 'UTC'")
        for statement in (Path(folder) / f"{task}.sql").read_text("utf-8").split(END):
            connection.execute(statement)
    peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"peak_mib": peak}))


if __name__ == "__main__":
    main()
