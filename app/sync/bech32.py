"""Bech32 text of binary keys (BIP-173), the spelling age gives to its X25519 keys.

Our keys begin as random bytes so that tests can bend them; reading is for the printed copy of a key we made ourselves.
"""

from typing import Final

_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK_LENGTH: Final = 6


def encode(prefix: str, data: bytes) -> str:
    """Return ``prefix``, "1", ``data`` in groups of 5 bits and six check characters, in lower case."""
    bits = "".join(f"{byte:08b}" for byte in data)
    values = [int(bits[start : start + 5].ljust(5, "0"), 2) for start in range(0, len(bits), 5)]
    expanded = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = _polymod([*expanded, *values, *[0] * _CHECK_LENGTH]) ^ 1
    values += [check >> 5 * (_CHECK_LENGTH - 1 - place) & 31 for place in range(_CHECK_LENGTH)]
    return f"{prefix}1{''.join(_ALPHABET[value] for value in values)}"


def decode(text: str) -> bytes:
    """Return the data of a text :func:`encode` wrote; raises ValueError for any other letter. The check is not judged."""
    values = [_ALPHABET.index(letter) for letter in text[text.rindex("1") + 1 : -_CHECK_LENGTH]]
    bits = "".join(f"{value:05b}" for value in values)
    return bytes(int(bits[start : start + 8], 2) for start in range(0, len(bits) - 7, 8))


def _polymod(values: list[int]) -> int:
    remainder = 1
    for value in values:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value
        for place, factor in enumerate(_GENERATOR):
            if top >> place & 1:
                remainder ^= factor
    return remainder
