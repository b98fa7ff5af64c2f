"""One handbook over several villages: each with its covenant, decision, leaders and comments; recorded in the books of each."""

import contextlib
from dataclasses import dataclass

import pytest

from app.kernel.errors import AppError
from app.records.places import Village
from app.usecases.commune_handbook import PrintVillagesHandbook, names_together, print_villages_handbook
from app.usecases.context import Context
from app.usecases.covenant_comments import Comment, answer_comment, record_comment
from app.usecases.covenants import RecordDecision, record_decision, start_covenant
from app.usecases.deliveries import Deliver, deliver, delivery_board
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.handbooks import list_editions
from app.usecases.village_changes import Reshape, reshape, village_named
from tests.fixtures import books
from tests.fixtures.papers import pdf_text, word_text
from tests.fixtures.stick import Ends, open_ends, swap_keys


@dataclass
class Two:
    """A commune and two villages beside it; Đông's covenant is recognised."""

    ends: Ends
    west: Context

    def send(self) -> None:
        for village in (self.ends.village, self.west):
            bundle = export_bundle(village, self.ends.stick).result.file
            import_bundle(self.ends.commune, ImportBundle(bundle))


@pytest.fixture
def two(tmp_path, clock):
    with contextlib.ExitStack() as open_books:
        ends = open_books.enter_context(open_ends(tmp_path, clock))
        west = open_books.enter_context(books.open_context(tmp_path / "west", clock, 3))
        books.found(west, "Tây")
        swap_keys(ends.stick, (west, ends.commune))
        recognised(ends.village, "25/QĐ-UBND")
        answer_comment(ends.village, record_comment(ends.village, Comment("Thêm giờ đổ rác", "2")).result, "Đã thêm")
        yield Two(ends, west)


def recognised(village: Context, number: str) -> None:
    start_covenant(village, from_model=True)
    record_decision(village, RecordDecision(number, "5/2/2026"))


def test_a_handbook_of_two_villages_has_each_with_its_own(two, tmp_path):
    recognised(two.west, "31/QĐ-UBND")
    record_comment(two.west, Comment("Chữ in to hơn"))
    two.send()
    commune = two.ends.commune
    made = print_villages_handbook(commune, PrintVillagesHandbook(tmp_path / "a.pdf")).result
    assert (made.villages, made.left_out) == (("Thôn Đông", "Thôn Tây"), ())
    assert made.pages > 4
    text = pdf_text(tmp_path / "a.pdf")
    for part in ("ỦY BAN MTTQ VIỆT NAM XÃ AN QUANG", "THÔN ĐÔNG, TÂY", "QUY ƯỚC THÔN ĐÔNG", "QUY ƯỚC THÔN TÂY",
                 "25/QĐ-UBND", "31/QĐ-UBND", "Thêm giờ đổ rác", "Tiếp thu, trả lời: Đã thêm", "Chữ in to hơn"):  # fmt: skip
        assert part in text, part
    leaders = text.partition("NGƯỜI PHỤ TRÁCH")[2].partition("Ý KIẾN CỦA CÁC HỘ")[0]
    assert leaders.index("Thôn Đông") < leaders.index("Thôn Tây")
    assert leaders.count("Tổ 1") == leaders.count("Tổ 2") == 2, "each village's groups stand below its own name"
    assert "0912345678" not in text.replace(" ", "").replace(".", "")


def test_the_edition_stands_in_the_books_of_each_village_whose_households_get_it(two, tmp_path):
    recognised(two.west, "31/QĐ-UBND")
    two.send()
    commune = two.ends.commune
    made = print_villages_handbook(commune, PrintVillagesHandbook(tmp_path / "a.pdf", title="Sổ tay chung")).result
    assert (len(list_editions(commune)), made.copies) == (2, 4)
    for village in (two.ends.village, two.west):
        answer = write_receipt(commune, village.identity.pile, two.ends.stick).result.file
        import_bundle(village, ImportBundle(answer))
        (row,) = list_editions(village)
        assert (row.title, row.copies, row.pages, row.together) == (
            "Sổ tay chung",
            2,
            made.pages,
            "Thôn Đông, Thôn Tây",
        )
        home = next(each.id for each in delivery_board(village, row.id).rows)
        deliver(village, Deliver((home,), row.id))
        assert delivery_board(village, row.id).delivered == 1


def test_word_says_the_same_and_a_booklet_folds(two, tmp_path):
    recognised(two.west, "31/QĐ-UBND")
    two.send()
    commune = two.ends.commune
    piles = tuple(village_named(commune, name) for name in ("Tây", "Đông"))
    print_villages_handbook(commune, PrintVillagesHandbook(tmp_path / "a.pdf", piles))
    made = print_villages_handbook(commune, PrintVillagesHandbook(tmp_path / "a.docx", piles)).result
    assert (made.pages, made.villages) == (0, ("Thôn Tây", "Thôn Đông")), "in the order they were named"

    def said(text):
        return sorted(word for word in text.replace("\u00a0", " ").split() if not word.isdecimal())

    assert said(word_text(tmp_path / "a.docx")) == said(pdf_text(tmp_path / "a.pdf"))
    first = (tmp_path / "a.pdf").read_bytes()
    print_villages_handbook(commune, PrintVillagesHandbook(tmp_path / "a.pdf", piles))
    assert (tmp_path / "a.pdf").read_bytes() == first
    assert print_villages_handbook(commune, PrintVillagesHandbook(tmp_path / "b.pdf", piles, booklet=True)).result.pages
    with pytest.raises(AppError, match="HANDBOOK-005"):
        print_villages_handbook(commune, PrintVillagesHandbook(tmp_path / "b.docx", piles, booklet=True))


def test_who_has_no_recognised_covenant_is_left_out_and_named(two, tmp_path):
    start_covenant(two.west, from_model=True)
    commune = two.ends.commune
    with pytest.raises(AppError, match="HANDBOOK-001"):
        print_villages_handbook(commune, PrintVillagesHandbook(tmp_path / "a.pdf"))
    two.send()
    made = print_villages_handbook(commune, PrintVillagesHandbook(tmp_path / "a.pdf")).result
    assert (made.villages, made.left_out) == (("Thôn Đông",), ("Thôn Tây",))
    with pytest.raises(AppError, match="Thôn Tây chưa có quy ước được công nhận"):
        print_villages_handbook(commune, PrintVillagesHandbook(tmp_path / "b.pdf", (village_named(commune, "Tây"),)))
    with pytest.raises(AppError, match="PRINT-001"):
        print_villages_handbook(commune, PrintVillagesHandbook(tmp_path / "b.txt"))
    with pytest.raises(AppError, match="SETUP-003"):
        print_villages_handbook(two.west, PrintVillagesHandbook(tmp_path / "b.pdf"))
    assert list(tmp_path.glob("b.*")) == []


def test_a_village_that_went_into_another_has_no_covenant_of_its_own_any_more(two, tmp_path):
    recognised(two.west, "31/QĐ-UBND")
    two.send()
    commune = two.ends.commune
    reshape(commune, Reshape(village_named(commune, "Tây"), village_named(commune, "Đông")))
    made = print_villages_handbook(commune, PrintVillagesHandbook(tmp_path / "a.pdf")).result
    assert (made.villages, made.left_out) == (("Thôn Đông",), ())


@pytest.mark.parametrize(
    ("units", "together"),
    [
        ((("khu phố", "1"), ("khu phố", "Khu phố 2")), "Khu phố 1, 2"),
        ((("thôn", "An Đông"), ("làng", "An Tây")), "Thôn An Đông, An Tây"),
        ((("ấp", "3"), ("thôn", "Tây")), "Ấp 3, Thôn Tây"),
        ((("thôn", "Đông"),), "Thôn Đông"),
    ],
)
def test_villages_are_named_together(units, together):
    assert names_together([Village(label=label, name=name) for label, name in units]) == together
