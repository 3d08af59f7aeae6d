"""The vault: the only place where clear personal data rests, encrypted, in a file of its own.

Each value is sealed with AES-256-GCM under a key derived from ``MDC_VAULT_KEY``; its token is
authenticated with it, so rows cannot be swapped. Who may look is decided elsewhere.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from member_center.privacy.errors import (
    PrivacyError,
    VaultDamaged,
    VaultUnusable,
    WrongTokenKey,
    WrongVaultKey,
)
from member_center.privacy.sealing import Sealer

NAME = "vault.db"
SHORTEST_KEY = 32
NONCE_BYTES = 12
KNOWN_TOKENS = 500_000
LOCK_WAIT_SECONDS = 60
CACHE_KIBIBYTES = 32_768
CHECK = b"this vault opens"
SCHEMA = """
create table if not exists keys (key_version integer primary key, sealed_check blob not null);
create table if not exists token_keys (key_version integer primary key, proof text not null);
create table if not exists clear_values (
    token text primary key,
    kind text not null,
    key_version integer not null,
    sealed blob not null
) without rowid;
"""


class Vault:
    """The encrypted clear values of one home.

    Args:
        home: The folder that holds ``vault.db`` (mode 0600); made when missing.
        key: Secret of at least 32 characters (``MDC_VAULT_KEY``).
        key_version: Version of that secret, stored with each value.

    Raises:
        WrongVaultKey: The vault was made with another key.
        VaultDamaged: The file is damaged; see ``member_center.privacy.mending``.
        VaultUnusable: It cannot be read or written.
    """

    def __init__(self, home: Path, key: str, key_version: int = 1) -> None:
        if len(key) < SHORTEST_KEY:
            raise PrivacyError(
                f"MDC_VAULT_KEY has {len(key)} characters; it needs {SHORTEST_KEY} or more."
                " `mdc init` writes one."
            )
        self.path = home / NAME
        self._key_version = key_version
        self._cipher = AESGCM(_derived(key, b"member center: clear values"))
        self._sealer = Sealer(_derived(key, b"member center: sealed files"))
        self._known: set[str] = set()
        self._lock = threading.RLock()
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise VaultUnusable(
                f"{self.path} cannot be written: {error.strerror}. Make MDC_HOME a folder that"
                " this user may write to."
            ) from error
        self._connection = sqlite3.connect(
            self.path, timeout=LOCK_WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def __repr__(self) -> str:
        return f"Vault({self.path}, key=…)"

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def put_many(self, values: Iterable[tuple[str, str, str]]) -> None:
        """Keep clear values durably; a token that is there already is left alone.

        Args:
            values: (token, kind, clear value) each.
        """
        new = {token: (kind, clear) for token, kind, clear in values if token not in self._known}
        if not new:
            return
        rows = [
            (token, kind, self._key_version, self._seal_value(token, clear))
            for token, (kind, clear) in new.items()
        ]
        with self._transaction():
            self._connection.executemany(
                "insert or ignore into clear_values values (?, ?, ?, ?)", rows
            )
        if len(self._known) + len(new) > KNOWN_TOKENS:
            self._known.clear()
        self._known.update(new)

    def take_over(self, rows: Iterable[tuple[str, str, int, bytes]]) -> int:
        """Keep sealed rows of another file of this vault, those that open; return how many do.

        Args:
            rows: (token, kind, key version, sealed value) each, as they lie in a vault.
        """
        good = [row for row in rows if self._opens(row[0], row[3])]
        with self._transaction():
            self._connection.executemany(
                "insert or ignore into clear_values values (?, ?, ?, ?)", good
            )
        return len(good)

    def reveal(self, token: str) -> str | None:
        """The clear value behind a token, or None if the vault never saw it.

        Raises:
            WrongVaultKey: The stored value cannot be opened: it was tampered with.
        """
        with self._lock, self._explained():
            found = self._connection.execute(
                "select sealed from clear_values where token = ?", (token,)
            ).fetchone()
        return None if found is None else self._open_value(token, found[0])

    def expect_token_key(self, key_version: int, proof: str) -> None:
        """Hold the token key against the one that this home began with; the first one is kept.

        Args:
            key_version: Version of the token key.
            proof: What `Guard.key_proof` says.

        Raises:
            WrongTokenKey: Another key: every phone would get a second token, and its owner a
                second member.
        """
        with self._transaction():
            self._connection.execute(
                "insert or ignore into token_keys values (?, ?)", (key_version, proof)
            )
            known = self._connection.execute(
                "select proof from token_keys where key_version = ?", (key_version,)
            ).fetchone()[0]
        if known != proof:
            raise WrongTokenKey(
                f"{self.path.parent} holds tokens that another key made. Set MDC_TOKEN_KEY to the"
                " key that the first run used; with a new key nobody would be recognised again."
            )

    def seal(self, content: bytes) -> bytes:
        """Encrypt a whole file's content."""
        return self._sealer.seal(content)

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt what ``seal`` returned.

        Raises:
            SealBroken: The content is not whole, or was sealed with another key.
        """
        return self._sealer.unseal(sealed)

    def seal_file(self, source: Path, target: Path) -> None:
        """Encrypt a file of any size into another, durably, with little memory."""
        self._sealer.seal_file(source, target)

    def unseal_file(self, source: Path, target: Path) -> None:
        """Decrypt what ``seal_file`` or ``seal`` wrote.

        Raises:
            SealBroken: The file is not whole, or was sealed with another key; no target is left.
        """
        self._sealer.unseal_file(source, target)

    def _seal_value(self, token: str, clear: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        content = clear.encode("utf-8", "surrogatepass")
        return nonce + self._cipher.encrypt(nonce, content, token.encode())

    def _opens(self, token: str, sealed: bytes) -> bool:
        try:
            return bool(self._open_value(token, sealed))
        except WrongVaultKey:
            return False

    def _open_value(self, token: str, sealed: bytes) -> str:
        nonce, box = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            clear = self._cipher.decrypt(nonce, box, token.encode())
        except InvalidTag:
            raise WrongVaultKey(
                f"{self.path} cannot be opened with this key. Set MDC_VAULT_KEY to the key that"
                " the vault was made with; it is written nowhere else."
            ) from None
        return clear.decode("utf-8", "surrogatepass")

    def _prepare(self) -> None:
        with self._explained():
            for pragma in (
                "journal_mode = wal",
                "synchronous = full",
                f"cache_size = -{CACHE_KIBIBYTES}",
            ):
                self._connection.execute(f"pragma {pragma}")
            if suspicion(self.path).exists():
                self._look_everywhere()
        check = f"key {self._key_version}"
        with self._transaction():
            for statement in filter(str.strip, SCHEMA.split(";")):
                self._connection.execute(statement)
            found = self._connection.execute(
                "select sealed_check from keys where key_version = ?", (self._key_version,)
            ).fetchone()
            if found is None:
                self._connection.execute(
                    "insert into keys values (?, ?)",
                    (self._key_version, self._seal_value(check, CHECK.decode())),
                )
        if found is not None:
            self._open_value(check, found[0])

    def _look_everywhere(self) -> None:
        found = self._connection.execute("pragma quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        suspicion(self.path).unlink(missing_ok=True)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock, self._explained():
            self._connection.execute("begin immediate")
            try:
                yield
                self._connection.execute("commit")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise VaultUnusable(
                f"{self.path}: {error}. Nothing was kept; make room or free the file, then run"
                " again."
            ) from error
        except sqlite3.DatabaseError as error:
            # Damage may lie where only some statements look: the next opening looks everywhere.
            with suppress(OSError):
                suspicion(self.path).touch(mode=0o600)
            raise VaultDamaged(
                f"{self.path} is damaged ({error}). Restore it from a backup, clear values are kept"
                " nowhere else; or run again: what can be read is carried over into a new one."
            ) from error


def suspicion(vault: Path) -> Path:
    """The mark that says: damage was met in this vault, look at all of it when opening."""
    return vault.with_name(f"{vault.name}.suspect")


def _derived(key: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key.encode())
