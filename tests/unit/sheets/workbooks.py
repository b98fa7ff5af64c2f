"""Makes the workbooks of these tests byte by byte, so that they can be wrong in ways no program would write."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping

import xlwt

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

CONTENT_TYPES = f'<Types xmlns="{PACKAGE}/content-types"/>'
ROOT = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/>'
    '<xf numFmtId="46"/></cellXfs></styleSheet>'
)


def workbook_xml(sheets: int = 1, properties: str = "", states: Mapping[int, str] | None = None) -> str:
    """Return the list of sheets; ``states`` hides some of them."""
    listed = "".join(
        f'<sheet name="Trang {number}" sheetId="{number}" r:id="rId{number}" '
        f'state="{(states or {}).get(number, "visible")}"/>'
        for number in range(1, sheets + 1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{listed}</sheets></workbook>'


def sheet_links(sheets: int) -> str:
    """Return the relationships of the workbook part."""
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, sheets + 1)
    )
    shared = f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    styles = f'<Relationship Id="t" Type="{OFFICE}/styles" Target="styles.xml"/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}{shared}{styles}</Relationships>'


def sheet_xml(rows: str) -> str:
    """Return a worksheet around its row elements."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def shared_xml(texts: Iterable[str], claims: str = "") -> str:
    """Return the table of shared texts with whatever attributes it is to claim."""
    return f'<sst xmlns="{MAIN}" {claims}>' + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of ``parts``, compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def xlsx(*sheets: str, **others: str | bytes) -> bytes:
    """Return a workbook of sheets given by their row elements; ``shared``, ``workbook`` replace those parts."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": others.get("workbook", workbook_xml(len(sheets))),
        "xl/_rels/workbook.xml.rels": sheet_links(len(sheets)),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": others.get("shared", shared_xml([])),
    }
    parts |= {f"xl/worksheets/sheet{number}.xml": sheet_xml(rows) for number, rows in enumerate(sheets, 1)}
    return package(parts)


def cell(reference: str, value: object, attributes: str = "") -> str:
    """Return a cell element."""
    return f'<c r="{reference}" {attributes}><v>{value}</v></c>'


def text_cell(reference: str, text: str) -> str:
    """Return a cell that carries its own text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def xls(rows: Iterable[Iterable[object]], sheets: int = 1) -> bytes:
    """Return an old workbook as xlwt writes it."""
    book = xlwt.Workbook()
    for number in range(1, sheets + 1):
        page = book.add_sheet(f"Trang {number}")
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                page.write(at, place, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def record(kind: int, body: bytes) -> bytes:
    """Return one record of an old workbook."""
    return struct.pack("<HH", kind, len(body)) + body


BOF_BOOK = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
BOF_SHEET = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
EOF = record(0x000A, b"")


def biff(*sheets: bytes, before: bytes = b"", positions: list[int] | None = None) -> bytes:
    """Return the stream of an old workbook; ``before`` goes into its first part, ``positions`` may lie."""

    def first_part(where: list[int]) -> bytes:
        names = (f"{place:04d}".encode() for place in range(len(where)))
        bound = b"".join(
            record(0x0085, struct.pack("<IHBB", at, 0, 4, 0) + name) for at, name in zip(where, names, strict=True)
        )
        return BOF_BOOK + before + bound + EOF

    start = len(first_part([0] * len(positions or sheets)))
    true, at = [], start
    bodies = [BOF_SHEET + body + EOF for body in sheets]
    for body in bodies:
        true.append(at)
        at += len(body)
    return first_part(positions or true) + b"".join(bodies)
