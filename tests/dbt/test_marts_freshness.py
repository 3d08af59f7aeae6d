"""The streams that freshness watches are the streams that the connectors declare."""

from __future__ import annotations

import re

import yaml

from member_center.runtime import declared_sources
from tests.dbt.conftest import PROJECT


def test_every_declared_stream_is_watched_and_given_enough_time() -> None:
    text = (PROJECT / "macros" / "landing" / "streams.sql").read_text("utf-8")
    block = re.search(r"set streams -%}\n(.*?)\n\s*{%- endset", text, re.DOTALL)
    assert block
    watched = {
        (source, stream): hours
        for source, streams in yaml.safe_load(block[1]).items()
        for stream, hours in streams.items()
    }
    expected = {
        (source.name, stream.name): stream.expected_every.total_seconds() / 3600
        for source in declared_sources()
        for stream in source.streams
    }
    assert watched.pop(("manual", "identity_decisions")) is None
    assert set(watched) == set(expected)
    hasty = [stream for stream, hours in watched.items() if hours <= expected[stream]]
    assert hasty == []
