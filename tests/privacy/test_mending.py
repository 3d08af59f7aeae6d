"""A damaged vault does not stop a run: what can be read goes on, the rest is said to be lost."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from member_center.privacy import Vault, WrongTokenKey, WrongVaultKey
from member_center.privacy.mending import open_vault

KEY = "v" * 40
VALUES = [(f"phone:1:{n:05d}", "phone", f"+86138{n:08d}") for n in range(3_000)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    vault = Vault(tmp_path, KEY)
    vault.expect_token_key(1, "proof")
    vault.put_many(VALUES)
    vault.close()
    return tmp_path


def test_rows_around_the_damage_are_carried_over(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = home / "vault.db"
    content = bytearray(file.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    file.write_bytes(content)
    vault = Vault(home, KEY)
    lost = [token for token, _, _ in VALUES if _revealed(vault, token) is None]
    vault.close()
    assert 0 < len(lost) < 200
    with caplog.at_level(logging.ERROR):
        vault = open_vault(home, KEY)
    assert "Restore a backup" in caplog.text
    clear = {token: value for token, _, value in VALUES}
    kept = [token for token in clear if vault.reveal(token) == clear[token]]
    assert len(kept) >= len(VALUES) - 2 * len(lost)
    vault.put_many(VALUES)
    assert all(vault.reveal(token) == value for token, _, value in VALUES)
    vault.close()
    assert (home / "vault.db.damaged-1").stat().st_mode & 0o077 == 0
    open_vault(home, KEY).close()
    assert not (home / "vault.db.damaged-2").exists()


def _revealed(vault: Vault, token: str) -> str | None:
    try:
        return vault.reveal(token)
    except Exception:  # noqa: BLE001 - damage shows in many ways
        return None


def test_another_key_is_noticed_in_a_damaged_vault_too(home: Path) -> None:
    file = home / "vault.db"
    content = bytearray(file.read_bytes())
    content[-4096:] = b"\xff" * 4096
    file.write_bytes(content)
    (home / "vault.db.suspect").touch()
    vault = open_vault(home, KEY)
    with pytest.raises(WrongTokenKey):
        vault.expect_token_key(1, "the proof of another key")
    vault.close()
    with pytest.raises(WrongVaultKey):
        open_vault(home, "w" * 40)


def test_a_vault_that_is_no_database_at_all_begins_anew(home: Path) -> None:
    (home / "vault.db").write_bytes(b"\xff" * 50_000)
    vault = open_vault(home, KEY)
    assert vault.reveal(VALUES[0][0]) is None
    vault.put_many(VALUES[:1])
    assert vault.reveal(VALUES[0][0]) == VALUES[0][2]
    vault.close()
