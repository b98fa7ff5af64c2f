import io
import zipfile

import pytest

from app.kernel.errors import AppError
from app.sync.zipform import ENTRY_NAMES, MIMETYPE, assemble, dissect

CONTENTS = [MIMETYPE, b'{"a":1}', b"s" * 64, b"payload" * 50]
WHOLE = b"".join(assemble(CONTENTS))


def refusal(data):
    with pytest.raises(AppError) as caught:
        dissect(data, "goi.zip")
    return caught.value.code.number


def test_what_is_assembled_is_dissected():
    assert dissect(WHOLE, "goi.zip") == CONTENTS


def test_pythons_zipfile_opens_it_and_finds_nothing_but_four_stored_entries():
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        assert archive.testzip() is None
        assert archive.comment == b""
        assert [info.filename.encode() for info in archive.infolist()] == list(ENTRY_NAMES)
        for info, content in zip(archive.infolist(), CONTENTS, strict=True):
            assert archive.read(info) == content
            assert (info.date_time, info.compress_type) == ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
            assert (info.extra, info.comment, info.external_attr, info.flag_bits) == (b"", b"", 0, 0)


def test_every_changed_byte_and_every_cut_is_refused():
    for place in range(len(WHOLE)):
        for flip in (1, 128, 255):
            data = WHOLE[:place] + bytes([WHOLE[place] ^ flip]) + WHOLE[place + 1 :]
            assert refusal(data) in ("BUNDLE-003", "BUNDLE-004", "BUNDLE-005", "BUNDLE-002")
    for length in range(len(WHOLE)):
        assert refusal(WHOLE[:length]) == "BUNDLE-004"


def test_a_changed_byte_inside_an_entry_is_called_changed():
    place = WHOLE.index(b"payloadpayload") + 3
    assert refusal(WHOLE[:place] + b"X" + WHOLE[place + 1 :]) == "BUNDLE-005"


def test_other_files_are_told_apart():
    ordinary = io.BytesIO()
    with zipfile.ZipFile(ordinary, "w") as archive:
        archive.writestr("danh-sach.txt", "Danh sách")
    assert refusal(ordinary.getvalue()) == "BUNDLE-003"
    assert refusal(b"%PDF-1.7") == "BUNDLE-002"
    assert refusal(b"") == "BUNDLE-004"


def test_a_bundle_packed_again_by_another_program_is_changed():
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as archive:
        for name, content in zip(ENTRY_NAMES, CONTENTS, strict=True):
            archive.writestr(name.decode(), content)
    assert refusal(again.getvalue()) == "BUNDLE-005"


@pytest.mark.parametrize("junk", [b"\0", b"PK\x05\x06" + bytes(18), WHOLE])
def test_nothing_may_follow_or_precede(junk):
    assert refusal(WHOLE + junk) == "BUNDLE-005"
    assert refusal(junk + WHOLE) in ("BUNDLE-002", "BUNDLE-003", "BUNDLE-005")
