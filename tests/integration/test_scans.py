"""Signed sheets read back from scans: what is certain is written, everything else waits with its picture."""

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from app.kernel.errors import AppError
from app.kernel.progress import Cancelled, Progress
from app.records.pledges import ALREADY, DISMISSED, MATCHED, NOT_OURS, NOT_SIGNED, OLDER, SIGNED, UNREADABLE
from app.records.values import MISTAKE
from app.usecases.campaigns import pledge_rows
from app.usecases.history import undo
from app.usecases.home import SCANS, home
from app.usecases.own_wording import SaveWording, save_wording
from app.usecases.pictures import picture_of, sweep_pictures
from app.usecases.pledges import Sign, sign, withdraw
from app.usecases.scan_queue import Settle, dismiss_all, scan_rows, settle
from app.usecases.scans import ScanFiles, scan_files
from app.usecases.sheet_history import sheets_of
from app.vietnamese import sheet_code
from tests.fixtures import books
from tests.fixtures.signed import filled, print_for_scanning, scanned
from tests.fixtures.stick import campaign

AN, CUC = "01-001", "02-001"


@pytest.fixture
def season(context):
    books.found(context)
    return campaign(context)


@pytest.fixture
def codes(context, season, tmp_path):
    return print_for_scanning(context, season, tmp_path)


@pytest.fixture
def page(context, codes, tmp_path):
    """Return a maker of scanned pages: page 0 is An's, page 1 is Cúc's."""

    def make(number: int, **how) -> Image.Image:
        return filled(context, tmp_path / "to.pdf", number, codes[(AN, CUC)[number]], **how)

    return make


def scan(context, *paths: Path, **options):
    return scan_files(context, ScanFiles(paths, **options)).result


def states(context, season):
    return {row.code: row.state for row in pledge_rows(context, season)}


def one(result):
    (item,) = result.items
    return item


def test_a_pile_of_signed_sheets_is_written_in_one_operation_and_taken_back_in_one(
    context, season, codes, page, tmp_path
):
    pile = scanned(tmp_path, "tập quét.pdf", page(0), page(1, ticks=(2,)))
    done = scan_files(context, ScanFiles((pile,)))
    assert [(item.result, item.signed, item.answers, item.sheet) for item in done.result.items] == [
        (MATCHED, "yes", ("yes", "yes"), codes[AN]),
        (MATCHED, "yes", ("no", "yes"), codes[CUC]),
    ]
    assert states(context, season) == {AN: "signed", CUC: "signed"}
    assert scan_rows(context, waiting=True) == ()
    row = next(row for row in pledge_rows(context, season) if row.code == AN)
    (kept,) = scan_rows(context, pledge=row.id)
    assert (kept.file, kept.page, kept.head, kept.state) == ("tập quét.pdf", 1, "Nguyễn Văn An", "signed")
    undo(context, done.operation)
    assert set(states(context, season).values()) == {"open"}
    assert scan_rows(context) == ()


def test_a_kept_picture_is_of_pixels_alone_and_unreadable_on_the_disk(context, page, tmp_path):
    picture = page(0).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = "Nguyễn Văn An, nhà số 12"
    path = tmp_path / "ảnh điện thoại.jpg"
    picture.save(path, exif=exif)
    item = one(scan(context, path))
    assert item.result == MATCHED
    (row,) = scan_rows(context)
    data = picture_of(context, row.picture)
    with Image.open(io.BytesIO(data)) as kept:
        assert not kept.getexif()
        assert kept.mode == "L"
    (sealed,) = (context.folder / "blobs").iterdir()
    assert data[:64] not in sealed.read_bytes()
    assert sealed.name == row.picture
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"x")
    with pytest.raises(AppError, match="BLOB-002"):
        picture_of(context, row.picture)
    sealed.unlink()
    with pytest.raises(AppError, match="BLOB-001"):
        picture_of(context, row.picture)


def test_an_unsigned_sheet_waits_and_a_person_says_what_it_is(context, season, page, tmp_path):
    item = one(scan(context, scanned(tmp_path, "a.png", page(0, signed=False))))
    assert (item.result, item.signed, item.waiting) == (MATCHED, "no", True)
    first = home(context).todos[0]
    assert (first.kind, first.count) == (SCANS, 1)
    assert item.reason.startswith("SCAN-010")
    assert states(context, season)[AN] == "open"
    (row,) = scan_rows(context, waiting=True)
    assert settle(context, Settle(row.id, NOT_SIGNED)).result.signed is False
    assert states(context, season)[AN] == "open"
    assert scan_rows(context, waiting=True) == ()
    done = settle(context, Settle(row.id, SIGNED))
    assert done.result.signed
    assert states(context, season)[AN] == "signed"
    undo(context, done.operation)
    assert states(context, season)[AN] == "open"


def test_a_sheet_brought_again_signed_counts_after_it_came_unsigned(context, season, page, tmp_path):
    scan(context, scanned(tmp_path, "a.png", page(0, signed=False)))
    item = one(scan(context, scanned(tmp_path, "b.png", page(0))))
    assert (item.result, item.waiting) == (MATCHED, False)
    assert states(context, season)[AN] == "signed"
    assert scan_rows(context, waiting=True) == (), "the better picture answers for the first"


def test_the_same_picture_is_recorded_once_and_a_second_scan_is_kept_beside_the_first(context, season, page, tmp_path):
    path = scanned(tmp_path, "a.png", page(0))
    scan(context, path)
    again = one(scan(context, path))
    assert (again.result, again.waiting) == (ALREADY, False)
    assert again.reason.startswith("SCAN-014")
    other = one(scan(context, scanned(tmp_path, "b.png", page(0, dpi=200))))
    assert (other.result, other.waiting) == (ALREADY, False)
    assert len(scan_rows(context)) == 2
    assert len(list((context.folder / "blobs").iterdir())) == 2


def test_a_household_that_signed_on_the_list_keeps_that_and_gains_the_picture(context, season, page, tmp_path):
    row = next(row for row in pledge_rows(context, season) if row.code == AN)
    sign(context, Sign((row.id,)))
    assert one(scan(context, scanned(tmp_path, "a.png", page(0)))).result == ALREADY
    assert scan_rows(context, waiting=True) == ()
    item = one(scan(context, scanned(tmp_path, "b.png", page(0, signed=False, ticks=(1,)))))
    assert (item.result, item.waiting) == (ALREADY, True)
    assert item.reason.startswith("SCAN-013")
    assert states(context, season)[AN] == "signed"


def test_who_withdrew_is_not_signed_again_by_an_old_sheet(context, season, page, tmp_path):
    row = next(row for row in pledge_rows(context, season) if row.code == AN)
    sign(context, Sign((row.id,)))
    withdraw(context, [row.id], "không đồng ý nữa")
    item = one(scan(context, scanned(tmp_path, "a.png", page(0))))
    assert (item.result, item.waiting) == (ALREADY, True)
    assert item.reason.startswith("SCAN-016")
    assert states(context, season)[AN] == "withdrawn"


def test_a_signature_written_by_mistake_and_taken_back_is_open_again(context, season, page, tmp_path):
    row = next(row for row in pledge_rows(context, season) if row.code == AN)
    sign(context, Sign((row.id,)))
    withdraw(context, [row.id], MISTAKE)
    assert one(scan(context, scanned(tmp_path, "a.png", page(0)))).result == MATCHED
    assert states(context, season)[AN] == "signed"


def test_a_sheet_with_an_older_text_waits_and_says_what_changed(context, season, page, tmp_path):
    from app.records.pledges import PledgeItem

    path = scanned(tmp_path, "a.png", page(0))
    with context.transaction("campaign.open") as tx:
        item = tx.session.query(PledgeItem).filter_by(campaign_id=season, position=2).one()
        tx.get(PledgeItem, item.id).text = "Giữ sạch đường làng, ngõ xóm"
    found = one(scan(context, path))
    assert (found.result, found.waiting) == (OLDER, True)
    assert "sửa nội dung 2" in found.reason
    assert states(context, season)[AN] == "open"
    (row,) = scan_rows(context, waiting=True)
    settle(context, Settle(row.id, SIGNED))
    assert states(context, season)[AN] == "signed"
    print_for_scanning(context, season, tmp_path, "lại.pdf")
    old, new = sheets_of(context, row.pledge)
    assert (old.differs, old.signed, [each.result for each in old.scans]) == (("sửa nội dung 2",), True, [OLDER])
    assert (new.differs, new.signed, new.scans) == ((), False, ())
    assert old.text != new.text


def test_a_promise_the_village_words_anew_is_another_text(context, season, page, tmp_path):
    """What stands above the signature is part of what was signed; what only says who and where is not."""
    path = scanned(tmp_path, "a.png", page(0))
    save_wording(context, SaveWording("pledge_sheet", "copy_household", "Bản của gia đình"))
    own = save_wording(
        context, SaveWording("pledge_sheet", "promise", "Gia đình tôi hứa làm đúng những điều trên.")
    ).operation
    found = one(scan(context, path))
    assert (found.result, found.waiting) == (OLDER, True)
    assert "câu cam kết" in found.reason
    (row,) = scan_rows(context, waiting=True)
    (old,) = sheets_of(context, row.pledge)
    assert old.differs == ("câu cam kết",)
    print_for_scanning(context, season, tmp_path, "mới.pdf")
    assert [each.differs for each in sheets_of(context, row.pledge)] == [("câu cam kết",), ()]
    undo(context, own)
    assert [each.differs for each in sheets_of(context, row.pledge)] == [(), ("câu cam kết",)]


def test_two_sheets_in_one_picture_are_two_results_with_one_picture(context, season, page, tmp_path):
    left, right = page(0), page(1)
    both = Image.new("L", (left.width + right.width + 40, left.height + 60), 90)
    both.paste(left, (0, 0))
    both.paste(right.rotate(180), (left.width + 40, 60))
    result = scan(context, scanned(tmp_path, "hai tờ.jpg", both))
    assert result.pages == 1
    assert [item.result for item in result.items] == [MATCHED, MATCHED]
    assert states(context, season) == {AN: "signed", CUC: "signed"}
    assert {row.part for row in scan_rows(context)} == {1, 2}


def qr(text: str) -> Image.Image:
    sheet = Image.new("L", (1240, 1754), 255)
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    sheet.paste(Image.fromarray(__import__("numpy").array(code.to_image(scale=6))), (900, 1400))
    return sheet


def test_what_is_not_ours_is_said_and_kept(context, season, codes, tmp_path):
    other = str(sheet_code.SheetCode("AAAA", "BBBBBBBB", "2"))
    unknown = str(sheet_code.SheetCode(codes[AN][1:5], "BBBBBBBB", "2"))
    wrong = codes[AN][:7] + ("A" if codes[AN][7] != "A" else "B") + codes[AN][8:]
    text = tmp_path / "thư.jpg"
    text.write_text("không phải ảnh")
    result = scan(
        context,
        *(
            scanned(tmp_path, f"{number}.png", qr(each))
            for number, each in enumerate((other, unknown, wrong, "https://x.vn"))
        ),
        scanned(tmp_path, "trắng.png", Image.new("L", (1240, 1754), 250)),
        text,
        tmp_path / "không có.pdf",
    )
    told = [(item.result, item.reason.split(":")[0], item.waiting) for item in result.items]
    assert told == [
        (NOT_OURS, "PLEDGE-003", False),
        (UNREADABLE, "PLEDGE-004", True),
        (UNREADABLE, "PLEDGE-001", True),
        (NOT_OURS, "SCAN-008", False),
        (NOT_OURS, "SCAN-007", False),
        (UNREADABLE, "SCAN-001", True),
        (UNREADABLE, "FILE-003", True),
    ]
    assert f"«{codes[AN][7]}»" in result.items[2].reason
    assert set(states(context, season).values()) == {"open"}, "named, not guessed"
    assert len(scan_rows(context)) == 7
    assert sum(result.count(each) for each in (MATCHED, OLDER, ALREADY, UNREADABLE, NOT_OURS)) == len(result.items)


def test_the_code_under_the_square_can_be_typed(context, season, codes, page, tmp_path):
    torn = page(0)
    torn.paste(255, (0, 0, torn.width // 4, 300))
    torn.paste(255, (int(torn.width * 0.75), int(torn.height * 0.82), torn.width, torn.height))
    scan(context, scanned(tmp_path, "rách.png", torn))
    (row,) = scan_rows(context)
    with pytest.raises(AppError, match="SCAN-015"):
        settle(context, Settle(row.id, SIGNED))
    with pytest.raises(AppError, match="PLEDGE-001"):
        settle(context, Settle(row.id, SIGNED, codes[AN][:-1] + ("2" if codes[AN][-1] != "2" else "3")))
    done = settle(context, Settle(row.id, SIGNED, sheet_code.format(codes[AN]).lower()))
    assert (done.result.result, done.result.signed) == (MATCHED, True)
    assert states(context, season) == {AN: "signed", CUC: "open"}


def test_where_the_code_is_torn_off_the_household_is_named_by_its_own(context, season, page, tmp_path):
    torn = page(0)
    torn.paste(255, (0, 0, torn.width // 4, 300))
    torn.paste(255, (int(torn.width * 0.75), int(torn.height * 0.82), torn.width, torn.height))
    scan(context, scanned(tmp_path, "rách.png", torn))
    (row,) = scan_rows(context)
    with pytest.raises(AppError, match="PLEDGE-002"):
        settle(context, Settle(row.id, SIGNED, "09-999"))
    assert settle(context, Settle(row.id, SIGNED, " 01-001 ")).result.signed
    assert states(context, season) == {AN: "signed", CUC: "open"}
    assert scan_rows(context)[0].head == "Nguyễn Văn An"


def test_papers_of_somebody_else_are_put_away_together(context, season, page, tmp_path):
    scan(context, scanned(tmp_path, "a.png", page(0, signed=False)), scanned(tmp_path, "b.png", page(1, signed=False)))
    waiting = scan_rows(context, waiting=True)
    assert settle(context, Settle(waiting[0].id, DISMISSED)).result.result == NOT_OURS
    assert dismiss_all(context, [waiting[1].id]).result == 1
    assert scan_rows(context, waiting=True) == ()


class _GivesUp(Progress):
    def advance(self, steps: int = 1) -> None:
        super().advance(steps)
        self.cancel()


def test_what_is_given_up_leaves_nothing(context, season, page, tmp_path):
    pile = scanned(tmp_path, "a.pdf", page(0), page(1))
    with pytest.raises(Cancelled):
        scan_files(context, ScanFiles((pile,)), _GivesUp())
    assert scan_rows(context) == ()
    assert not list((context.folder / "blobs").glob("*"))


def test_what_a_power_cut_left_is_swept(context, season, page, tmp_path):
    scan(context, scanned(tmp_path, "a.png", page(0)))
    context.blobs.put(b"left behind")
    (context.folder / "blobs" / "x.part").write_bytes(b"half")
    assert sweep_pictures(context) == 1
    assert len(list((context.folder / "blobs").iterdir())) == 1


def test_pictures_lie_once_beside_backups_on_a_stick_and_come_back_with_them(context, season, page, tmp_path):
    from app.usecases.safety import create_backup, restore_backup

    scan(context, scanned(tmp_path, "a.png", page(0)))
    stick = tmp_path / "usb"
    stick.mkdir()
    first = create_backup(context, stick)
    (kept,) = (stick / "blobs").iterdir()
    assert kept.read_bytes() == (context.folder / "blobs" / kept.name).read_bytes(), "sealed as it is"
    create_backup(context, stick)
    assert len(list((stick / "blobs").iterdir())) == 1
    create_backup(context)
    assert not (context.folder / "backups" / "blobs").exists(), "beside the books they lie already"
    context.blobs.remove([kept.name])
    restore_backup(context, first.file)
    (row,) = scan_rows(context)
    assert picture_of(context, row.picture).startswith(b"\xff\xd8")


def test_who_is_erased_is_on_no_picture_any_more(context, season, page, tmp_path):
    from app.usecases.erasing import ErasePerson, erase_person

    scan(context, scanned(tmp_path, "Nguyễn Văn An.png", page(0)), scanned(tmp_path, "b.png", page(1)))
    cuc = next(row for row in scan_rows(context) if row.household_code == CUC)
    an = books.household_people(context, books.household_id(context, AN))
    erase_person(context, ErasePerson(an[1], "theo yêu cầu"))
    assert len(context.blobs.names()) == 2, "a child is on no sheet"
    erase_person(context, ErasePerson(an[0], "theo yêu cầu"))
    assert context.blobs.names() == {cuc.picture}
    rows = {row.household_code: row for row in scan_rows(context)}
    assert (rows[AN].picture, rows[AN].file) == ("", "")
    assert states(context, season)[AN] == "signed", "counts stay"
