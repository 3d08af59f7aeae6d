"""Several processes at work in one home: numbers stay unique, nobody's page is swept."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from member_center.landing import Landing
from tests.landing.world import NOW, files, record, rows

WRITER = """
import sys
from pathlib import Path
from member_center.landing import Landing
from tests.landing.world import NOW, record

home, stream = Path(sys.argv[1]), sys.argv[2]
with Landing(home) as landing, landing.lease("offline", stream):
    for page in range(20):
        records = [record(f"{page}-{n}") for n in range(5)]
        landing.commit("offline", stream, "demo", records, {"page": page}, NOW, "all")
"""


def test_streams_are_pulled_side_by_side_while_somebody_sweeps(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), stream])
        for stream in ("members", "sales")
    ]
    with Landing(tmp_path) as landing:
        while any(writer.poll() is None for writer in writers):
            assert landing.sweep() == []
            landing.write_index()
    assert [writer.returncode for writer in writers] == [0, 0]
    with Landing(tmp_path) as landing:
        landing.write_index()
        assert [batch.batch_seq for batch in landing.batches()] == list(range(1, 41))
    assert len(rows(tmp_path)) == 200
    assert len(files(tmp_path)) == 41


def test_one_landing_serves_several_threads(tmp_path: Path) -> None:
    with Landing(tmp_path) as landing:

        def commit(stream: str) -> None:
            for page in range(10):
                one = [record(f"{page}")]
                landing.commit("offline", stream, "demo", one, {"page": page}, NOW, "all")

        threads = [threading.Thread(target=commit, args=(name,)) for name in ("a", "b", "c")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [batch.batch_seq for batch in landing.batches()] == list(range(1, 31))
        assert {landing.cursor("offline", name)["page"] for name in ("a", "b", "c")} == {9}
