"""Our connector over the same pages: fetched, protected, and committed to a landing of its own."""

from __future__ import annotations

import json
import sys
import time

from benchmarks.measuring import peak_mib
from member_center.runtime import open_runtime

if __name__ == "__main__":
    source_name, stream_name = sys.argv[1:3]
    runtime = open_runtime(env_file=None)
    source = runtime.source(source_name)
    stream = next(one for one in source.streams if one.name == stream_name)
    begun = time.perf_counter()
    result = runtime.pull(source, stream)
    seconds = time.perf_counter() - begun
    print(
        json.dumps(
            {
                "pages": result.pages,
                "records": result.records,
                "seconds": seconds,
                "peak_mib": peak_mib(),
            }
        )
    )
