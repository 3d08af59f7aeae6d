"""The vault gives back what it was given, to the right key only, from a private file."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from member_center.privacy import (
    Guard,
    PrivacyError,
    SealBroken,
    Vault,
    VaultUnusable,
    WrongTokenKey,
    WrongVaultKey,
)
from member_center.privacy.sealing import CHUNK_BYTES, MARK, PREFIX_BYTES, Sealer

KEY = "v" * 32
OTHER_KEY = "w" * 32
HEAD_BYTES = len(MARK) + PREFIX_BYTES
CLEAR = "+8613912348000"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path, KEY)


def test_a_value_comes_back_and_survives_reopening(vault: Vault, tmp_path: Path) -> None:
    vault.put_many([("ph1_a", "phone", CLEAR), ("nm1_b", "name", "样本\ud83d")])
    vault.close()
    reopened = Vault(tmp_path, KEY)
    assert reopened.reveal("ph1_a") == CLEAR
    assert reopened.reveal("nm1_b") == "样本\ud83d"
    assert reopened.reveal("nm1_c") is None


def test_the_first_value_of_a_token_stays(vault: Vault, tmp_path: Path) -> None:
    vault.put_many([("nm1_a", "name", "one")])
    vault.put_many([("nm1_a", "name", "two")])
    Vault(tmp_path, KEY).put_many([("nm1_a", "name", "three")])
    assert vault.reveal("nm1_a") == "one"


def test_nothing_is_clear_in_the_file(vault: Vault, tmp_path: Path) -> None:
    vault.put_many([(f"ph1_{n}", "phone", CLEAR) for n in range(50)])
    boxes = sqlite3.connect(vault.path).execute("select sealed from clear_values").fetchall()
    assert len(set(boxes)) == 50
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert CLEAR.encode() not in content
    assert KEY.encode() not in content


def test_the_files_are_for_the_owner_alone(vault: Vault, tmp_path: Path) -> None:
    vault.put_many([("ph1_a", "phone", CLEAR)])
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}
    assert "vault.db" in modes


def test_another_token_key_is_refused_and_the_first_one_stays(vault: Vault, tmp_path: Path) -> None:
    first, second = (Guard(key, 1, vault).key_proof for key in (KEY, OTHER_KEY))
    vault.expect_token_key(1, first)
    with pytest.raises(WrongTokenKey, match="MDC_TOKEN_KEY"):
        vault.expect_token_key(1, second)
    vault.expect_token_key(2, second)
    Vault(tmp_path, KEY).expect_token_key(1, first)


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(VaultUnusable, match="MDC_HOME"):
        Vault(tmp_path / "file" / "home", KEY)


def test_another_key_does_not_open_it(vault: Vault, tmp_path: Path) -> None:
    vault.put_many([("ph1_a", "phone", CLEAR)])
    with pytest.raises(WrongVaultKey, match="Set MDC_VAULT_KEY to the key") as caught:
        Vault(tmp_path, OTHER_KEY)
    assert OTHER_KEY not in str(caught.value)


def test_a_new_key_version_has_its_own_check(vault: Vault, tmp_path: Path) -> None:
    vault.put_many([("ph1_a", "phone", CLEAR)])
    newer = Vault(tmp_path, OTHER_KEY, key_version=2)
    newer.put_many([("ph2_a", "phone", CLEAR)])
    assert newer.reveal("ph2_a") == CLEAR
    with pytest.raises(WrongVaultKey):
        Vault(tmp_path, KEY, key_version=2)


def test_rows_cannot_be_swapped(vault: Vault) -> None:
    vault.put_many([("ph1_a", "phone", CLEAR), ("ph1_b", "phone", "+8613912348001")])
    with sqlite3.connect(vault.path) as connection:
        connection.execute(
            "update clear_values set sealed ="
            " (select sealed from clear_values where token = 'ph1_b') where token = 'ph1_a'"
        )
    with pytest.raises(WrongVaultKey):
        vault.reveal("ph1_a")


def test_a_damaged_vault_says_so(vault: Vault, tmp_path: Path) -> None:
    vault.close()
    vault.path.write_bytes(b"garbage" * 1000)
    with pytest.raises(VaultUnusable, match=r"damaged.*backup"):
        Vault(tmp_path, KEY)


def test_a_full_disk_keeps_nothing_and_can_be_repeated(vault: Vault) -> None:
    values = [(f"ph1_{n:032d}", "phone", CLEAR) for n in range(2000)]
    vault._connection.execute("pragma max_page_count = 8")
    with pytest.raises(VaultUnusable, match="make room"):
        vault.put_many(values)
    assert vault.reveal(values[0][0]) is None
    vault._connection.execute("pragma max_page_count = 100000")
    vault.put_many(values)
    assert vault.reveal(values[-1][0]) == CLEAR


def test_keys_and_vaults_do_not_show_their_secret(vault: Vault, tmp_path: Path) -> None:
    assert KEY not in repr(vault)
    with pytest.raises(PrivacyError, match="MDC_VAULT_KEY has 5 characters"):
        Vault(tmp_path, "short")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=5000))
def test_sealed_content_comes_back(content: bytes) -> None:
    sealer = Sealer(b"s" * 32)
    sealed = sealer.seal(content)
    assert sealer.unseal(sealed) == content
    assert sealer.seal(content) != sealed
    assert len(content) < 8 or content not in sealed[HEAD_BYTES:]


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_files_of_any_size_come_back(vault: Vault, tmp_path: Path, size: int) -> None:
    source, sealed, back = tmp_path / "in.csv", tmp_path / "in.sealed", tmp_path / "out.csv"
    source.write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))
    vault.seal_file(source, sealed)
    vault.unseal_file(sealed, back)
    assert back.read_bytes() == source.read_bytes() == vault.unseal(sealed.read_bytes())
    assert {stat.S_IMODE(path.stat().st_mode) for path in (sealed, back)} == {0o600}


@pytest.mark.parametrize("damage", ["flip", "cut", "chunk lost", "other key", "foreign", "swap"])
def test_a_sealed_file_that_was_touched_is_refused(
    vault: Vault, tmp_path: Path, damage: str
) -> None:
    content = b"a" * (2 * CHUNK_BYTES + 5)
    sealed = vault.seal(content)
    start, chunk = HEAD_BYTES, 5 + CHUNK_BYTES + 16
    touched = {
        "flip": sealed[:100] + bytes([sealed[100] ^ 1]) + sealed[101:],
        "cut": sealed[:-1],
        "chunk lost": sealed[: start + 2 * chunk],
        "other key": sealed,
        "foreign": b"PK" + sealed,
        "swap": sealed[:start]
        + sealed[start + chunk : start + 2 * chunk]
        + sealed[start : start + chunk]
        + sealed[start + 2 * chunk :],
    }[damage]
    (tmp_path / "touched").write_bytes(touched)
    opener = vault
    if damage == "other key":
        (tmp_path / "other").mkdir()
        opener = Vault(tmp_path / "other", OTHER_KEY)
    with pytest.raises(SealBroken):
        opener.unseal_file(tmp_path / "touched", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert list(tmp_path.glob("*.tmp")) == []
