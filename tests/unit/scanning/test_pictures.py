"""Files from scanners and phones as they really come: each page a picture or a numbered reason, none an exception."""

import io
import struct
import zlib
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from app.scanning.pictures import count_pages, keepable, pages_of


def numbers(path: Path) -> list[str]:
    """Return for each page "ok" or the number of its error."""
    return [page.error.code.number if page.error else "ok" for page in pages_of(path)]


def pdf(*sizes: tuple[float, float]) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for size in sizes:
        canvas.setPageSize(size)
        canvas.drawString(20, 20, "a")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_a_pdf_gives_its_pages_at_a_size_for_reading_whatever_paper_it_claims(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf((595, 842), (5000, 7000), (60, 85), (842, 595)))
    assert count_pages(path) == 4
    sizes = [max(page.picture.size) for page in pages_of(path)]
    assert all(2300 <= each <= 2360 for each in sizes), sizes
    assert [page.number for page in pages_of(path)] == [1, 2, 3, 4]


def test_a_locked_pdf_and_files_that_are_none_say_so(tmp_path):
    locked = tmp_path / "khoá.pdf"
    writer = pypdf.PdfWriter(io.BytesIO(pdf((595, 842))))
    writer.encrypt("bí mật", algorithm="RC4-128")
    writer.write(locked)
    assert numbers(locked) == ["SCAN-002"]
    assert count_pages(locked) == 1
    broken = tmp_path / "hỏng.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing follows")
    assert numbers(broken) == ["SCAN-001"]
    for name, data in (("rỗng.jpg", b""), ("chữ.jpg", "không phải ảnh".encode()), ("ảnh.heic", b"\0\0\0 ftypheic")):
        (tmp_path / name).write_bytes(data)
        assert numbers(tmp_path / name) == ["SCAN-001"], name
    assert numbers(tmp_path / "không có.png") == ["FILE-003"]
    assert numbers(tmp_path) == ["FILE-004"], "a folder is no file"


def test_a_truncated_picture_is_damaged(tmp_path):
    stream = io.BytesIO()
    Image.effect_noise((600, 800), 60).save(stream, "JPEG")
    path = tmp_path / "đứt.jpg"
    path.write_bytes(stream.getvalue()[: len(stream.getvalue()) // 2])
    assert numbers(path) == ["SCAN-003"]


@pytest.mark.parametrize("packing", ["group4", "jpeg", "tiff_lzw"])
def test_a_tiff_has_as_many_pages_as_frames(tmp_path, packing):
    mode = "1" if packing == "group4" else "L"
    frames = [Image.new(mode, (900, 1200), 1 if mode == "1" else 200) for _ in range(3)]
    path = tmp_path / "fax.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:], compression=packing)
    assert numbers(path) == ["ok"] * 3
    assert count_pages(path) == 3
    assert {page.picture.mode for page in pages_of(path)} == {"L"}


def test_every_kind_of_pixel_becomes_grey_or_colour_on_white(tmp_path):
    see_through = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    palette = Image.new("P", (40, 40), 3)
    sixteen = Image.new("I;16", (40, 40), 40000)
    for name, image in (("a", see_through), ("p", palette), ("i", sixteen), ("la", Image.new("LA", (40, 40), (0, 0)))):
        image.save(tmp_path / f"{name}.png")
        (page,) = pages_of(tmp_path / f"{name}.png")
        assert page.picture.mode in ("L", "RGB"), name
    (page,) = pages_of(tmp_path / "a.png")
    assert page.picture.getpixel((5, 5)) == (255, 255, 255)
    (page,) = pages_of(tmp_path / "i.png")
    assert abs(page.picture.getpixel((5, 5)) - 156) <= 1


def test_a_phone_picture_stands_upright_and_what_it_says_of_itself_stays_behind(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Điện thoại của ông An"
    path = tmp_path / "ảnh.jpg"
    Image.new("RGB", (400, 300), (250, 250, 250)).save(path, exif=exif)
    (page,) = pages_of(path)
    assert page.picture.size == (300, 400)
    kept = keepable(page.picture)
    assert "thoại".encode() not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert "exif" not in image.info


def test_a_kept_picture_is_grey_without_colour_and_the_same_each_time():
    grey = Image.effect_noise((1000, 1400), 20).convert("RGB")
    blue = grey.copy()
    blue.paste((20, 40, 190), (600, 1000, 800, 1060))
    for picture, mode in ((grey, "L"), (blue, "RGB")):
        with Image.open(io.BytesIO(keepable(picture))) as image:
            assert image.mode == mode
    large = Image.new("L", (2480, 3508), 255)
    before = large.size
    assert keepable(large) == keepable(large)
    assert large.size == before, "the picture that is read stays as it was"


def png_of(width: int, height: int, colours: int) -> bytes:
    """Return a PNG of black pixels, packed line by line so that making it takes no memory."""
    packer = zlib.compressobj(1)
    row = b"\0" * (1 + width * colours)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2 if colours == 3 else 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_a_picture_of_200_megapixels_is_refused_by_name_not_by_memory(tmp_path):
    path = tmp_path / "vệ tinh.png"
    path.write_bytes(png_of(16_400, 12_300, 3))
    (page,) = pages_of(path)
    assert page.error.code.number == "SCAN-004"
    assert page.error.facts["megapixels"] == 201


def test_a_jpeg_of_200_megapixels_is_opened_small(tmp_path):
    path = tmp_path / "toàn cảnh.jpg"
    Image.new("L", (16_400, 12_300), 230).save(path, quality=10)
    (page,) = pages_of(path)
    assert max(page.picture.size) <= 3600


def test_a_page_that_cannot_be_drawn_does_not_stop_the_ones_after_it(tmp_path, monkeypatch):
    import pypdfium2

    from app.scanning import pictures

    path = tmp_path / "a.pdf"
    path.write_bytes(pdf((595, 842), (595, 842), (595, 842)))
    drawn = pictures._drawn

    def fails(document, index, longest):
        if index == 1:
            raise pypdfium2.PdfiumError("Failed to load page.")
        return drawn(document, index, longest)

    monkeypatch.setattr(pictures, "_drawn", fails)
    assert numbers(path) == ["ok", "SCAN-003", "ok"]
