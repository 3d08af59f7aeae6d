"""Setting a stream back to before a batch, so that its window is pulled again.

Every landing file carries the cursor that held after its batches, so the cursor before a batch is
the one after the batch before. What the batch brought is forgotten, or the same rows would
be left out as known when they come again. Withholding the batch does not belong here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from member_center.landing.encoding import Notes, read_notes
from member_center.landing.positions import Position

EARLIER = """
select batch_seq, path,
    (select max(batch_seq) from batches as beside where beside.file_id = files.file_id) as last
from batches join files using (file_id)
where stream_id = ? and batch_seq <= ? order by batch_seq desc
"""


def set_back(connection: sqlite3.Connection, home: Path, batch_seq: int) -> None:
    """Set the cursor of a batch's stream back to before it, unless it stands there or earlier.

    A batch that a backfill brought sets that backfill back, not the stream.

    Args:
        connection: Inside a transaction of the log, while nobody pulls the stream.
        home: What the paths in the log are relative to.
        batch_seq: A batch that exists.
    """
    stream = connection.execute(
        "select stream_id, cursor from batches join streams using (stream_id) where batch_seq = ?",
        (batch_seq,),
    ).fetchone()
    stream_id = stream["stream_id"]
    connection.execute(
        "delete from records where stream_id = ? and batch_seq = ?", (stream_id, batch_seq)
    )
    known = list(_positions(connection, home, stream_id, batch_seq))
    earlier = [position for number, position in known if number < batch_seq]
    before = earlier[0] if earlier else Position(None)
    after = next((position for number, position in known if number == batch_seq), before)
    present = Position.of(json.loads(stream["cursor"]) if stream["cursor"] else None)
    is_there = present.own is None or any(one.own == present.own for one in earlier)
    backfilled = [days for days, at in after.backfills.items() if before.backfills.get(days) != at]
    if backfilled:
        present.backfills |= {days: before.backfills.get(days) for days in backfilled}
    elif not is_there:
        present.own = before.own
    connection.execute(
        "update streams set cursor = ? where stream_id = ?",
        (json.dumps(present.stored()), stream_id),
    )


def _positions(
    connection: sqlite3.Connection, home: Path, stream_id: int, batch_seq: int
) -> Iterator[tuple[int, Position]]:
    """Where the stream stood after a batch and after each one before it, newest first.

    Of old batches that share a file it may not be known; an earlier place does as well.
    """
    path, notes = None, Notes({}, "none")
    for row in connection.execute(EARLIER, (stream_id, batch_seq)).fetchall():
        if row["path"] != path:
            path = row["path"]
            notes = read_notes(pq.read_schema(home / path))
        number = row["batch_seq"]
        if number in notes.cursors:
            yield number, Position.of(notes.cursors[number])
        elif not notes.cursors and number == row["last"]:
            yield number, Position.of(notes.cursor)
