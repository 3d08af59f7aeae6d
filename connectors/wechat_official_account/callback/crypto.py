"""WeChat's safe mode (安全模式): AES-256-CBC with the EncodingAESKey of the console.

Layout of the decrypted bytes: 16 random ones, the length of the message (4, big-endian), the
message, the appid; padded as PKCS#7 does, but to blocks of 32. Only decryption belongs here: the
signature over the ciphertext is checked before, the answer `success` needs no encryption.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from connectors.wechat_official_account.callback.refusals import ForAnother

ENCODED_KEY_LENGTH = 43
BLOCK = 32
CIPHER_BLOCK = 16
HEAD = 20


class NotDecrypted(Exception):
    """No key opens it, or what came out is not what WeChat encrypts."""


def aes_key(encoded: str) -> bytes:
    """Decode an EncodingAESKey (43 letters and digits) to the 32 bytes it stands for.

    Raises:
        ValueError: It is no EncodingAESKey; the message does not repeat it.
    """
    fault = "must be the 43 letters and digits of the console's EncodingAESKey"
    if len(encoded) != ENCODED_KEY_LENGTH:
        raise ValueError(fault)
    try:
        return base64.b64decode(encoded + "=", validate=True)
    except ValueError:
        raise ValueError(fault) from None


def decrypted(encrypted: str, keys: Sequence[bytes], appid: str) -> bytes:
    """Open the content of ``Encrypt`` with the first key that fits.

    Args:
        encrypted: Base64.
        keys: The present key, and the one before it while keys are being changed.
        appid: Our appid.

    Raises:
        NotDecrypted: No key fits, or the content is broken.
        ForAnother: It was encrypted for another appid.
    """
    try:
        sealed = base64.b64decode(encrypted, validate=True)
    except ValueError:
        raise NotDecrypted("Encrypt is not base64") from None
    if not sealed or len(sealed) % CIPHER_BLOCK:
        raise NotDecrypted("Encrypt is not whole blocks")
    for key in keys:
        opened = _opened(sealed, key)
        if opened is not None:
            message, owner = opened
            if not hmac.compare_digest(owner, appid.encode()):
                raise ForAnother("it was encrypted for another account")
            return message
    raise NotDecrypted("none of the configured keys opens it")


def _opened(sealed: bytes, key: bytes) -> tuple[bytes, bytes] | None:
    decryptor = Cipher(AES(key), CBC(key[:CIPHER_BLOCK])).decryptor()
    padded = decryptor.update(sealed) + decryptor.finalize()
    pad = padded[-1]
    if not 1 <= pad <= BLOCK or padded[-pad:] != bytes([pad]) * pad:
        return None
    content = padded[:-pad]
    end = HEAD + int.from_bytes(content[CIPHER_BLOCK:HEAD], "big")
    if len(content) < HEAD or end > len(content):
        return None
    return content[HEAD:end], content[end:]
