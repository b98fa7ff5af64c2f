"""Files as scanners, phones and people make them: each has its pages or its numbered reason, and nothing stops the next."""

import io
import random
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from pypdf.generic import NameObject, NumberObject

from app.scanning.errors import DAMAGED, NO_PAGES, NO_PICTURE, PASSWORD, TOO_LARGE
from app.scanning.pictures import SUFFIXES, Page, count_pages, keepable, pages_of
from app.scanning.reading import read_file
from tests.scans.corpus import printed

SHEET = printed(2)[0]
LONGEST = 3600


def upright() -> Image.Image:
    """Return a small picture whose upper left quarter is black."""
    picture = Image.new("RGB", (400, 600), "white")
    picture.paste("black", (0, 0, 200, 300))
    return picture


def is_upright(page: Page) -> bool:
    grey = page.grey
    width, height = grey.size
    corners = [grey.getpixel((x, y)) for x in (width // 8, width * 7 // 8) for y in (height // 8, height * 7 // 8)]
    return width < height and corners[0] < 40 and min(corners[1:]) > 215


def saved(path: Path, picture: Image.Image, **options: object) -> Path:
    picture.save(path, **options)
    return path


def only(path: Path) -> Page:
    (page,) = pages_of(path)
    assert count_pages(path) == 1
    return page


def error_code(page: Page) -> str:
    assert page.picture is None
    assert page.error is not None
    return page.error.code.number


def pdf(path: Path, change: Callable[[pypdf.PdfWriter], object] = lambda _: None) -> Path:
    """Write the two printed sheets as a PDF, changed."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(SHEET.pdf))
    change(writer)
    with path.open("wb") as stream:
        writer.write(stream)
    return path


# -- PDF ---------------------------------------------------------------------------------------------------------------


def test_a_pdf_page_by_page(tmp_path: Path) -> None:
    path = pdf(tmp_path / "to.pdf")
    assert count_pages(path) == 2
    pages = list(pages_of(path))
    assert [page.number for page in pages] == [1, 2]
    assert all(page.picture is not None and max(page.picture.size) == 2340 for page in pages)


def test_a_pdf_under_another_name_is_a_pdf_all_the_same(tmp_path: Path) -> None:
    assert count_pages(pdf(tmp_path / "IMG_0001.JPG")) == 2


def test_a_pdf_with_a_password(tmp_path: Path) -> None:
    path = pdf(tmp_path / "kin.pdf", lambda writer: writer.encrypt("mật khẩu", algorithm="AES-256"))
    assert error_code(only(path)) == PASSWORD.number


def test_a_pdf_that_only_its_owner_may_change_is_read(tmp_path: Path) -> None:
    path = pdf(tmp_path / "khoa.pdf", lambda writer: writer.encrypt("", "chủ", algorithm="AES-128"))
    assert len([page for page in pages_of(path) if page.picture is not None]) == 2


def test_a_damaged_pdf(tmp_path: Path) -> None:
    path = tmp_path / "hong.pdf"
    path.write_bytes(b"%PDF-1.7\n" + random.Random(1).randbytes(3000))
    assert error_code(only(path)) == NO_PICTURE.number


def test_a_pdf_cut_off_gives_what_is_left_or_its_reason(tmp_path: Path) -> None:
    whole = pdf(tmp_path / "to.pdf").read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        path = tmp_path / "cut.pdf"
        path.write_bytes(whole[: int(len(whole) * share)])
        assert all(page.picture is not None or page.error is not None for page in pages_of(path))


def test_a_broken_page_in_the_middle(tmp_path: Path) -> None:
    def break_second(writer: pypdf.PdfWriter) -> None:
        writer.append(io.BytesIO(SHEET.pdf))
        pages = writer.root_object[NameObject("/Pages")]
        pages[NameObject("/Kids")][1] = NumberObject(7)

    pages = list(pages_of(pdf(tmp_path / "giua.pdf", break_second)))
    assert [page.number for page in pages] == [1, 2, 3, 4]
    assert [page.picture is not None for page in pages] == [True, False, True, True]
    assert pages[1].error is not None
    assert pages[1].error.code == DAMAGED
    assert pages[1].error.facts["page"] == 2


def test_a_pdf_without_pages(tmp_path: Path) -> None:
    path = tmp_path / "khong.pdf"
    with path.open("wb") as stream:
        pypdf.PdfWriter().write(stream)
    assert error_code(only(path)) in (NO_PAGES.number, NO_PICTURE.number)


@pytest.mark.parametrize("size", [(200_000, 300_000), (14_400, 3), (0.5, 0.5), (3, 200_000)])
def test_paper_of_an_absurd_size(tmp_path: Path, size: tuple[float, float]) -> None:
    path = tmp_path / "to.pdf"
    writer = pypdf.PdfWriter()
    writer.add_blank_page(*size)
    with path.open("wb") as stream:
        writer.write(stream)
    page = only(path)
    assert page.picture is None or max(page.picture.size) <= LONGEST


# -- pictures ----------------------------------------------------------------------------------------------------------


def test_an_empty_file_and_a_text(tmp_path: Path) -> None:
    for name, content in (("trong.jpg", b""), ("thu.jpg", "Kính gửi ông trưởng thôn".encode()), ("a.pdf", b"")):
        path = tmp_path / name
        path.write_bytes(content)
        assert error_code(only(path)) == NO_PICTURE.number


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    (page,) = pages_of(tmp_path / "mat.jpg")
    assert error_code(page) == "FILE-003"


def test_a_jpeg_cut_off(tmp_path: Path) -> None:
    whole = saved(tmp_path / "a.jpg", SHEET.picture(100)).read_bytes()
    path = tmp_path / "b.jpg"
    path.write_bytes(whole[: len(whole) // 2])
    assert error_code(only(path)) == DAMAGED.number


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_as_the_phone_says(tmp_path: Path, orientation: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    stored = upright().transpose(undo[orientation]) if orientation > 1 else upright()
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert is_upright(only(saved(tmp_path / "a.jpg", stored, exif=exif)))


def test_nothing_but_pixels_is_kept(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0132] = 6, "Phone of Bé", "2026:11:18 08:00:00"
    exif.get_ifd(0x8825)[2] = (21.0, 2.0, 3.0)
    path = saved(tmp_path / "a.jpg", SHEET.picture(100).rotate(90, expand=True), exif=exif, comment=b"at home")
    assert b"Phone of B" in path.read_bytes()
    kept = keepable(only(path).picture)
    assert kept.startswith(b"\xff\xd8")
    for word in (b"Exif", b"Phone", b"2026", b"at home", b"http"):
        assert word not in kept
    with Image.open(io.BytesIO(kept)) as again:
        assert again.width < again.height
        assert not again.getexif()
        assert again.mode == "L"


def test_colour_is_kept_where_there_is_some(tmp_path: Path) -> None:
    signed = SHEET.picture(100).convert("RGB")
    signed.paste((30, 60, 200), (500, 900, 600, 940))
    with Image.open(io.BytesIO(keepable(signed))) as again:
        assert again.mode == "RGB"
    with Image.open(io.BytesIO(keepable(SHEET.picture(300)))) as again:
        assert max(again.size) == 1754


@pytest.mark.parametrize("pressed", ["group4", "tiff_lzw", "raw"])
def test_a_tiff_of_many_pages(tmp_path: Path, pressed: str) -> None:
    mode = "1" if pressed == "group4" else "L"
    frames = [upright().convert(mode), Image.new(mode, (400, 600), 255), upright().convert(mode)]
    path = tmp_path / "a.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:], compression=pressed)
    assert count_pages(path) == 3
    pages = list(pages_of(path))
    assert [is_upright(page) for page in pages] == [True, False, True]


@pytest.mark.filterwarnings("ignore")  # Pillow tells of what it skips
def test_a_tiff_cut_off_loses_no_page_silently(tmp_path: Path) -> None:
    frames = [upright().convert("L") for _ in range(3)]
    path = tmp_path / "a.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    whole = path.read_bytes()
    for share in (0.3, 0.6, 0.99):
        path.write_bytes(whole[: int(len(whole) * share)])
        pages = list(pages_of(path))
        assert pages
        assert any(page.error is not None for page in pages)


def test_sixteen_bits_palettes_and_glass(tmp_path: Path) -> None:
    grey = upright().convert("L")
    deep = Image.frombytes("I;16", grey.size, b"".join(struct.pack("<H", value * 257) for value in grey.tobytes()))
    glass = upright().convert("RGBA")
    glass.putalpha(grey.point(lambda value: 255 - value))
    palette = upright().convert("P", palette=Image.Palette.ADAPTIVE)
    seen = [
        saved(tmp_path / "deep.png", deep),
        saved(tmp_path / "glass.png", glass),
        saved(tmp_path / "palette.png", palette, transparency=palette.getpixel((390, 590))),
        saved(tmp_path / "two.png", glass.convert("LA")),
        saved(tmp_path / "cmyk.jpg", upright().convert("CMYK")),
        saved(tmp_path / "a.webp", upright()),
        saved(tmp_path / "a.bmp", upright().convert("1")),
    ]
    for path in seen:
        assert is_upright(only(path)), path.name


def test_a_picture_of_200_megapixels_is_opened_small(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jpg", Image.new("L", (12_500, 16_000), 255), quality=30)
    page = only(path)
    assert page.picture is not None
    assert max(page.picture.size) <= LONGEST


def png_of_zeros(path: Path, width: int, height: int, colour: int, bits: int = 8) -> Path:
    """Write a PNG of black rows without ever holding its pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    row = b"\0" * (1 + (width * bits * {0: 1, 2: 3, 3: 1}[colour] + 7) // 8)
    press = zlib.compressobj(1)
    data = b"".join(press.compress(row) for _ in range(height)) + press.flush()
    palette = chunk(b"PLTE", bytes(768)) if colour == 3 else b""
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + palette + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )
    return path


@pytest.mark.parametrize(("colour", "bits"), [(2, 8), (3, 8), (0, 16)], ids=["colour", "palette", "16 bits"])
def test_a_picture_too_large_for_memory(tmp_path: Path, colour: int, bits: int) -> None:
    page = only(png_of_zeros(tmp_path / "a.png", 12_500, 16_000, colour, bits))
    assert error_code(page) == TOO_LARGE.number
    assert page.error is not None
    assert page.error.facts["megapixels"] == 200


def test_a_large_progressive_jpeg_is_too_large(tmp_path: Path) -> None:
    """Its parts are all held at once, however small it is opened."""
    path = saved(tmp_path / "a.jpg", Image.new("RGB", (400, 600)), progressive=True)
    content = path.read_bytes()
    at = content.index(b"\xff\xc2") + 5
    path.write_bytes(content[:at] + struct.pack(">HH", 16_000, 12_500) + content[at + 4 :])
    assert error_code(only(path)) == TOO_LARGE.number


# -- anything ----------------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore")  # Pillow tells of what it skips
@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix not in (".jpeg", ".tiff")])
def test_whatever_a_file_holds_it_has_a_result(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    if suffix == ".pdf":
        pdf(path)
    else:
        more = {"save_all": True, "append_images": [upright()]} if suffix == ".tif" else {}
        upright().resize((60, 90)).save(path, **more)
    whole = path.read_bytes()
    dice = random.Random(suffix)
    for _ in range(2 if suffix == ".pdf" else 20):
        spoilt = bytearray(whole)
        for _ in range(dice.choice((1, 3, 20))):
            spoilt[dice.randrange(min(len(spoilt), dice.choice((60, 400, 10**6))))] = dice.randrange(256)
        path.write_bytes(spoilt[: dice.randrange(len(spoilt))] if dice.random() < 0.2 else spoilt)
        assert count_pages(path) >= 1
        assert list(read_file(path, lambda code: ()))
