"""Sealing a village's database key for its commune (design "Keys without a network")."""

from collections.abc import Sequence

import pyrage

from app.kernel.errors import AppError
from app.sync.errors import CANNOT_DECRYPT
from app.sync.keys import OwnDevice, PublicKeys


def wrap(secret: bytes, recipients: Sequence[PublicKeys]) -> bytes:
    """Return ``secret`` as an age file that only ``recipients`` open."""
    sealed: bytes = pyrage.encrypt(secret, [pyrage.x25519.Recipient.from_str(keys.recipient) for keys in recipients])
    return sealed


def unwrap(data: bytes, own: OwnDevice, file: str) -> bytes:
    """Return the secret sealed for this device, also for a key it had before; raises BUNDLE-014 when it is for another."""
    try:
        secret: bytes = pyrage.decrypt(data, [keys.identity() for keys in (own.keys, *own.older)])
        return secret
    except pyrage.DecryptError as error:
        raise AppError(CANNOT_DECRYPT, file=file) from error
