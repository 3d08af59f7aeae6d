"""A payload as text and as a fingerprint, and batches as Parquet bytes.

The text keeps the order of the platform's fields; the fingerprint does not depend on it. What
JSON cannot say (NaN) or UTF-8 cannot hold (half a surrogate pair) is replaced, never dropped, so
that every landed payload can be parsed by every reader.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from member_center.landing import columns

HASH_BYTES = 16
FILE_FIELD = "_file"
_FINGERPRINT = hashlib.blake2b(digest_size=HASH_BYTES)
_canonical = partial(orjson.dumps, option=orjson.OPT_SORT_KEYS)
SCHEMA = pa.schema(
    [
        ("batch_seq", pa.int64()),
        ("position", pa.int32()),
        ("source", pa.string()),
        ("stream", pa.string()),
        ("account", pa.string()),
        ("record_key", pa.string()),
        ("occurred_at", pa.timestamp("us")),
        ("fetched_at", pa.timestamp("us")),
        ("payload", pa.string()),
        ("payload_hash", pa.string()),
    ]
)
DICTIONARY_COLUMNS = ["batch_seq", "source", "stream", "account", "fetched_at"]


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every row of one batch has in common."""

    batch_seq: int
    source: str
    stream: str
    account: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Notes:
    """What a file says about its stream.

    Attributes:
        cursor: The stream's cursor after the file's rows.
        remembers: Which payload hashes the stream keeps.
        cursors: The cursor after each of the newest batches, in a file of several.
    """

    cursor: dict[str, Any]
    remembers: str
    cursors: Mapping[int, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Rows:
    """Records on their way into a file, column by column.

    Attributes:
        keys: Of each record.
        occurred: Microseconds since 1970, or None.
        texts: The payloads.
        hashes: Over what they say.
        days: The day each payload speaks of, if it is of one; see ``asof``.
    """

    keys: list[str]
    occurred: list[int | None]
    texts: pa.StringArray
    hashes: list[bytes]
    days: list[bytes]

    def __len__(self) -> int:
        return len(self.keys)

    def at(self, places: Sequence[int]) -> Rows:
        """The records at these places."""
        return Rows(
            [self.keys[place] for place in places],
            [self.occurred[place] for place in places],
            self.texts.take(columns.integers(places, pa.int64())),
            [self.hashes[place] for place in places],
            [self.days[place] for place in places],
        )

    @property
    def span(self) -> tuple[datetime | None, datetime | None]:
        """The first and the last instant."""
        known = [instant for instant in self.occurred if instant is not None]
        if not known:
            return None, None
        return columns.instant(min(known)), columns.instant(max(known))


def encode(payload: dict[str, Any], text: bytes = b"") -> tuple[bytes, bytes]:
    """Turn a payload into compact JSON as received, and a 128-bit hash over what it says.

    A payload with a ``_file`` was read from a file; its top-level fields that begin with ``_`` tell
    where it stood, not what it says, so they are in the text but not in the hash.

    Args:
        payload: JSON object, protected.
        text: The same as `orjson` writes it, if it is at hand.

    Returns:
        UTF-8 JSON in the order received, and the BLAKE2b hash of the same with sorted keys.
    """
    said = payload
    if FILE_FIELD in payload:
        said = payload.copy()
        for name in _of_the_place(tuple(payload)):
            del said[name]
    try:
        text = text or orjson.dumps(payload)
        canonical = _canonical(said)
    except TypeError:
        text = _dump(_representable(payload), sort_keys=False)
        canonical = _dump(_representable(said), sort_keys=True)
    return text, fingerprint(canonical)


def encode_all(
    payloads: Sequence[dict[str, Any]], texts: Sequence[bytes]
) -> tuple[Sequence[bytes], list[bytes]]:
    """Text and fingerprint of many payloads, each as ``encode`` makes them."""
    if all(texts) and not any(FILE_FIELD in payload for payload in payloads):
        return texts, list(map(fingerprint, map(_canonical, payloads)))
    encoded = list(map(encode, payloads, texts))
    return [text for text, _ in encoded], [digest for _, digest in encoded]


def fingerprint(canonical: bytes) -> bytes:
    """The hash of a payload written with sorted keys."""
    digest = _FINGERPRINT.copy()  # takes half the time of making a new one
    digest.update(canonical)
    return digest.digest()


@lru_cache(maxsize=1024)
def _of_the_place(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of fields that tell where a record stood."""
    return tuple(name for name in names if name[0:1] == "_")


def to_parquet(rows: Rows, envelope: Envelope, notes: Notes) -> bytes:
    """Write one batch as a zstd Parquet file; the notes ride along in its metadata."""
    count = len(rows)
    fetched_at = columns.microseconds(envelope.fetched_at)
    arrays = [
        columns.integers([envelope.batch_seq] * count, pa.int64()),
        columns.integers(range(count), pa.int32()),
        columns.constant(envelope.source, count),
        columns.constant(envelope.stream, count),
        columns.constant(envelope.account, count),
        columns.texts([key.encode("utf-8", "replace") for key in rows.keys]),
        columns.instants(rows.occurred),
        columns.instants([fetched_at] * count),
        rows.texts,
        columns.texts([digest.hex().encode() for digest in rows.hashes]),
    ]
    return table_to_bytes(pa.Table.from_arrays(arrays, schema=SCHEMA), notes)


def table_to_bytes(table: pa.Table, notes: Notes) -> bytes:
    """Serialise rows in the landing schema, with the notes that a rebuild of the log needs."""
    metadata = {"cursor": json.dumps(notes.cursor), "remembers": notes.remembers}
    if notes.cursors:
        metadata["cursors"] = json.dumps(notes.cursors)
    described = table.replace_schema_metadata(metadata)
    sink = pa.BufferOutputStream()
    pq.write_table(
        described, sink, compression="zstd", use_dictionary=DICTIONARY_COLUMNS, version="2.6"
    )
    return bytes(sink.getvalue())


def notes_of(table: pa.Table) -> Notes:
    """The notes that lie in a landing file's metadata."""
    return read_notes(table.schema)


def read_notes(schema: pa.Schema) -> Notes:
    """The notes that lie in the schema of a landing file."""
    metadata = schema.metadata
    cursors = json.loads(metadata.get(b"cursors", b"{}"))
    return Notes(
        json.loads(metadata[b"cursor"]),
        metadata[b"remembers"].decode(),
        {int(number): cursor for number, cursor in cursors.items()},
    )


def _dump(payload: Any, *, sort_keys: bool) -> bytes:
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys)
    return text.encode()


def _representable(value: Any) -> Any:
    """Copy a value with NaN as text, half surrogates replaced and foreign types as text."""
    if isinstance(value, dict):
        return {storable(str(key)): _representable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_representable(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    return storable(str(value))


def storable(text: str) -> str:
    """A text that UTF-8 can hold: half a surrogate pair is replaced."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
