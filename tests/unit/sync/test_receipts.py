import hashlib
import random

import pytest

from app.kernel import canonical
from app.sync.receipts import BadReceiptError, Receipt, pile_digest

RECEIPT = Receipt(
    device="1" * 32,
    db_id="2" * 32,
    got_n=1537,
    chain="3" * 64,
    bundle="4" * 64,
    pile="5" * 32,
    digest="6" * 64,
    counts={"households": 495, "people": 1537, "signed": 60},
    outcomes=({"record": "7" * 32, "outcome": "refused"},),
)


def test_a_receipt_survives_canonical_json_and_keys_of_newer_programs():
    value = canonical.decode(canonical.encode(RECEIPT.to_json()))
    assert Receipt.from_json(value) == RECEIPT
    assert Receipt.from_json({**value, "later": 1}) == RECEIPT


@pytest.mark.parametrize("key", list(RECEIPT.to_json()))
@pytest.mark.parametrize("wrong", [None, -1, True, "x" * 65, ["x"], {"a": "b"}])
def test_a_receipt_with_a_wrong_value_is_refused_by_name(key, wrong):
    with pytest.raises(BadReceiptError, match=key):
        Receipt.from_json({**RECEIPT.to_json(), key: wrong})


def test_a_receipt_needs_every_key():
    for key in RECEIPT.to_json():
        value = RECEIPT.to_json()
        del value[key]
        with pytest.raises(BadReceiptError, match=key):
            Receipt.from_json(value)
    with pytest.raises(BadReceiptError):
        Receipt.from_json([])


def test_nothing_received_yet_has_an_empty_chain():
    assert Receipt.from_json({**RECEIPT.to_json(), "got_n": 0, "chain": ""}).chain == ""


def test_the_digest_of_a_pile_does_not_depend_on_the_order_of_arrival():
    hashes = [hashlib.sha256(bytes([number])).hexdigest() for number in range(50)]
    shuffled = random.Random(1).sample(hashes, len(hashes))
    assert pile_digest(hashes) == pile_digest(shuffled) != pile_digest(hashes[1:])
    assert pile_digest([]) == hashlib.sha256(b"").hexdigest()
