"""Signed sheets on their way back from paper: files from a scanner or a phone -> signatures in the books.

Every page ends in exactly one of five results and keeps its picture. What is certain is written at once; everything else waits
for a person, who sees the picture beside the household. The reading itself is :mod:`app.scanning`'s; whose sheet it is, whether
its text is the one in force and whether the household had signed before, only the books know.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.records.base import LIVE
from app.records.marks import NO, UNSURE, YES, Mark, marks_from
from app.records.pledges import ALREADY, MATCHED, NOT_OURS, OLDER, UNREADABLE, Pledge, ScanPage, SheetForm, SheetPrint
from app.scanning.pictures import SUFFIXES, count_pages
from app.scanning.reading import PageReading, SheetReading, read_file
from app.usecases.context import Context, Done, Operation
from app.usecases.errors import CODE_MISREAD, CODE_OTHER_VILLAGE, CODE_UNKNOWN, CODE_UNREADABLE
from app.usecases.pledges import Sign, print_of, write_signatures
from app.usecases.printing import signed_text, text_changes, text_hash
from app.usecases.scan_errors import (
    BLANK_PAGE,
    DIFFERS,
    DOUBTFUL,
    NO_CODE,
    NO_SIGNATURE,
    NOTHING_OURS,
    OTHER_CODE,
    SAME_PICTURE,
    TEXT_CHANGED,
    WITHDRAWN,
)
from app.vietnamese import sheet_code
from app.vietnamese.sheet_code import Misread, SheetCode


@dataclass(frozen=True, slots=True)
class ScanFiles:
    """Read these files. ``day`` is the day of the signatures; else the campaign's meeting, else today."""

    paths: tuple[Path, ...]
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ScannedItem:
    """What became of one sheet on one page (a page with two sheets is two items).

    ``result`` is one of :data:`app.records.pledges.SCAN_RESULTS`; ``answers`` holds yes, no or unsure for each item of this
    page; ``signed`` the same for the room to sign, empty where the page has none. ``waiting`` says that a person must look;
    ``reason`` is the number and sentence why.
    """

    file: str
    page: int
    result: str
    sheet: str = ""
    answers: tuple[str, ...] = ()
    signed: str = ""
    waiting: bool = False
    reason: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What became of all files: ``pages`` in pictures; the counts are of items and add up to their number."""

    pages: int
    items: tuple[ScannedItem, ...]

    def count(self, result: str) -> int:
        """Return how many items ended so."""
        return sum(item.result == result for item in self.items)

    @property
    def waiting(self) -> int:
        """How many a person must look at."""
        return sum(item.waiting for item in self.items)


def scan_files(context: Context, command: ScanFiles, progress: Progress | None = None) -> Done[Scanned]:
    """Read signed sheets back and record what is certain, as one operation.

    A file that cannot be opened is a page with its reason, not an error of the whole. Raises PLEDGE-005 for a day ahead,
    FILE-001, FILE-002 when a picture cannot be kept; nothing is then recorded.
    """
    progress = progress or Progress()
    progress.stage("Đọc các trang đã quét", sum(count_pages(path) for path in command.paths))
    blobs = context.blobs
    before = blobs.names()
    try:
        readings = list(_read_all(context, command.paths, progress))
        progress.committing()
        with context.transaction("pledge.scan") as tx:
            desk = _Desk(tx, context, command.day)
            items = [item for reading, picture in readings for item in desk.take(reading, picture)]
    except BaseException:
        blobs.keep_only(before)
        raise
    return tx.done(Scanned(len(readings), tuple(items)))


def files_to_scan(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files that were chosen; a folder stands for the pictures and PDFs directly in it, by name."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (
                each for each in path.iterdir() if each.suffix.lower() in SUFFIXES and not each.name.startswith(".")
            )
            found += sorted(inside, key=lambda each: each.name)
        else:
            found.append(path)
    return tuple(found)


def _read_all(context: Context, paths: Iterable[Path], progress: Progress) -> Iterable[tuple[PageReading, str]]:
    """Yield what each page says and under which name its picture is kept; the picture itself is let go of at once."""
    blobs = context.blobs

    def marks_of(code: SheetCode) -> Sequence[Mark]:
        with context.reading() as session:
            return printed_marks(session, code)

    for path in paths:
        for reading in read_file(path, marks_of):
            progress.check_cancelled()
            name = blobs.put(reading.picture) if reading.picture else ""
            yield reading.without_picture(), name
            progress.advance(1)


def printed_marks(session: Session, code: SheetCode) -> tuple[Mark, ...]:
    """Return where the marks of a sheet were printed; none for a sheet these books do not know."""
    printed = print_of(session, code)
    form = session.get(SheetForm, printed.form_id) if printed is not None and printed.form_id else None
    return marks_from(form.marks) if form is not None else ()


class _Desk:
    """Where pages are compared with the books, one after another, inside one operation."""

    def __init__(self, tx: Operation, context: Context, day: date | None) -> None:
        self._tx, self._context, self._day = tx, context, day
        self._texts: dict[str, tuple[str, ...]] = {}
        self._ours = sheet_code.village_tag(tx.author.pile)

    def take(self, reading: PageReading, picture: str) -> list[ScannedItem]:
        """Record one page and return what became of it."""
        if not reading.sheets:
            return [self._without_sheet(reading, picture)]
        many = len(reading.sheets) > 1
        return [
            self._sheet(reading, picture, sheet, part if many else 0) for part, sheet in enumerate(reading.sheets, 1)
        ]

    def _without_sheet(self, reading: PageReading, picture: str) -> ScannedItem:
        result, why = _why_none(reading)
        return self._keep(reading, picture, result, why, waiting=result == UNREADABLE)

    def _sheet(self, reading: PageReading, picture: str, sheet: SheetReading, part: int) -> ScannedItem:
        printed = print_of(self._tx.session, sheet.code)
        pledge = self._tx.session.get(Pledge, printed.pledge_id) if printed and printed.pledge_id else None
        if printed is None or pledge is None or pledge.status != LIVE:
            ours = sheet.code.village_tag == self._ours
            why = AppError(CODE_UNKNOWN if ours else CODE_OTHER_VILLAGE, code=sheet_code.format(sheet.code))
            result = UNREADABLE if ours else NOT_OURS
            return self._keep(reading, picture, result, why, sheet=sheet, part=part, waiting=ours)
        if before := self._same_picture(picture, printed, part):
            return _item(reading, before, ALREADY, AppError(SAME_PICTURE), sheet)
        pledge = self._tx.get(Pledge, pledge.id)
        result, error = self._compare(sheet, printed, pledge)
        item = self._keep(
            reading, picture, result, error, sheet=sheet, part=part, waiting=error is not None, printed=printed
        )
        if not item.waiting:
            if sheet.signed == YES and result == MATCHED:
                code = str(sheet.code)
                write_signatures(self._tx, self._context, [pledge], Sign((), self._day, how="scan", sheet=code))
            pledge.answers = merged(pledge.answers, sheet.answers)
            for page in earlier_pages(self._tx.session, printed.id, sheet.code.page_number):
                page.settled = page.settled or today(self._context.clock)
        return item

    def _compare(self, sheet: SheetReading, printed: SheetPrint, pledge: Pledge) -> tuple[str, AppError | None]:
        """Return the result of a sheet of ours, and why a person must look at it, if one must."""
        if self._taken_before(sheet, printed, pledge):
            return ALREADY, _difference(sheet, pledge)
        campaign = pledge.campaign_id or ""
        if campaign not in self._texts:
            self._texts[campaign] = signed_text(self._tx.session, campaign)
        now = self._texts[campaign]
        if printed.text_hash != text_hash(now):
            form = self._tx.session.get(SheetForm, printed.form_id) if printed.form_id else None
            what = ", ".join(text_changes(form.text if form else None, now))
            day = f"{printed.printed:%d/%m/%Y}" if printed.printed else "trước"
            return OLDER, AppError(TEXT_CHANGED, printed=day, what=what)
        return MATCHED, _doubt(sheet)

    def _taken_before(self, sheet: SheetReading, printed: SheetPrint, pledge: Pledge) -> bool:
        """Tell whether the household had signed otherwise, withdrew since, or this very page of its sheet was taken before.

        A page that was doubtful or not yet signed when it came first is not taken: the better picture counts.
        """
        if pledge.state == "signed":
            mine = pledge.signature.sheet if pledge.signature else None
            if mine is None or print_part(mine) != print_part(printed.code or ""):
                return True
            return bool(earlier_pages(self._tx.session, printed.id, sheet.code.page_number))
        return pledge.state == "withdrawn"

    def _same_picture(self, picture: str, printed: SheetPrint, part: int) -> ScanPage | None:
        query = select(ScanPage).where(
            ScanPage.picture == picture, ScanPage.print_id == printed.id, ScanPage.status == LIVE
        )
        return next((each for each in self._tx.session.scalars(query) if (each.part or 0) == part), None)

    def _keep(
        self, reading: PageReading, picture: str, result: str, error: AppError | None, *, waiting: bool,
        sheet: SheetReading | None = None, part: int = 0, printed: SheetPrint | None = None,
    ) -> ScannedItem:  # fmt: skip
        record = self._tx.add(
            ScanPage(
                print_id=printed.id if printed else None,
                sheet_page=sheet.code.page_number if sheet else None,
                picture=picture or None,
                source=reading.file,
                source_page=reading.number,
                part=part or None,
                scanned=today(self._context.clock),
                result=result,
                reason=_told(error) or None,
                read=(str(sheet.code) if sheet else reading.misread) or None,
                answers=merged(None, sheet.answers) if sheet else None,
                signed=(sheet.signed or None) if sheet else None,
                settled=None if waiting else today(self._context.clock),
            )
        )
        self._tx.session.flush()
        return _item(reading, record, result, error, sheet, waiting=waiting)


def earlier_pages(session: Session, printed: str, page: int | None) -> Sequence[ScanPage]:
    """Return what came back before of one page of a print, oldest first."""
    query = select(ScanPage).where(
        ScanPage.print_id == printed, ScanPage.sheet_page == page, ScanPage.status == LIVE,
        ScanPage.result.in_((MATCHED, OLDER, ALREADY)),
    )  # fmt: skip
    return session.scalars(query.order_by(ScanPage.id)).all()


def print_part(code: str) -> str:
    """Return what all pages of one print share: the code without the page and its check characters."""
    return code[:13]


def merged(before: tuple[str, ...] | None, answers: Iterable[tuple[int, str]]) -> tuple[str, ...] | None:
    """Return the answers of a pledge with those of one more page put in their places, the first item first."""
    places = list(before or ())
    for number, answer in answers:
        places += [""] * (number - len(places))
        places[number - 1] = answer
    return tuple(places) or None


def _why_none(reading: PageReading) -> tuple[str, AppError]:
    """Return the result of a page without a readable code of a sheet, and why."""
    if reading.error is not None:
        return UNREADABLE, reading.error
    if reading.blank:
        return NOT_OURS, AppError(BLANK_PAGE)
    if reading.misread:
        decoded = sheet_code.decode(reading.misread)
        if isinstance(decoded, Misread):
            return UNREADABLE, AppError(CODE_MISREAD, position=decoded.position + 1, suggestion=decoded.suggestion)
        return UNREADABLE, AppError(CODE_UNREADABLE, code=reading.misread[:40])
    if reading.foreign:
        return NOT_OURS, AppError(OTHER_CODE)
    return (UNREADABLE, AppError(NO_CODE)) if reading.ours else (NOT_OURS, AppError(NOTHING_OURS))


def _doubt(sheet: SheetReading) -> AppError | None:
    """Return why a sheet of ours cannot be taken as it is; None when all is certain."""
    if sheet.certain:
        return AppError(NO_SIGNATURE) if sheet.signed == NO else None
    unsure = [f"ô {number}" for number, answer in sheet.answers if answer == UNSURE]
    what = (["chữ ký"] if sheet.signed == UNSURE else []) + unsure
    return AppError(DOUBTFUL, what=", ".join(what))


def _difference(sheet: SheetReading, pledge: Pledge) -> AppError | None:
    """Return in what a page differs from what the books say of a household that came back before."""
    if pledge.state == "signed" and sheet.signed in (NO, UNSURE):
        return AppError(DIFFERS, what="chưa thấy chữ ký" if sheet.signed == NO else "chưa rõ chữ ký")
    if pledge.state == "withdrawn" and pledge.withdrawn is not None:
        day = f"{pledge.withdrawn.date:%d/%m/%Y}" if pledge.withdrawn.date else ""
        return AppError(WITHDRAWN, day=day)
    known = pledge.answers or ()
    other = [
        number for number, answer in sheet.answers
        if number <= len(known) and known[number - 1] and known[number - 1] != answer
    ]  # fmt: skip
    if other and pledge.state == "signed":
        return AppError(DIFFERS, what="đánh dấu khác ở " + ", ".join(f"ô {number}" for number in other))
    return _doubt(sheet)


def _item(
    reading: PageReading, record: ScanPage, result: str, error: AppError | None, sheet: SheetReading | None = None,
    *, waiting: bool = False,
) -> ScannedItem:  # fmt: skip
    return ScannedItem(
        reading.file, reading.number, result, str(sheet.code) if sheet else "",
        tuple(answer for _, answer in sheet.answers) if sheet else (), sheet.signed if sheet else "", waiting,
        _told(error), record.id,
    )  # fmt: skip


def _told(error: AppError | None) -> str:
    return f"{error.code.number}: {error.message}" if error else ""
