"""Every paper of the program, as its sample is drawn: what the law, printers and viewers ask of all of them."""

import io
import subprocess

import pypdf
import pytest

from app.usecases.own_wording import FORMS, SaveWording, wording_rows
from app.usecases.sample_papers import preview_paper
from tests.fixtures import books
from tests.unit.documents.papers import fonts, ink_at_the_edges


@pytest.fixture
def village(context):
    books.found(context)
    return context


@pytest.mark.parametrize("form", FORMS)
def test_a_paper_is_whole_and_the_same_each_time(village, form, tool, tmp_path):
    first = wording_rows(village, form)[0]
    command = SaveWording(form, first.entry, first.text)
    pdf = preview_paper(village, command)
    assert pdf == preview_paper(village, command), "same facts, same bytes"
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "vi-VN"
    assert root["/ViewerPreferences"]["/PrintScaling"] == "/None", "printed at its true size"
    assert reader.metadata.title
    kinds = list(fonts(pdf))
    assert kinds
    for font in kinds:
        assert "/FontFile2" in font["/FontDescriptor"], f"{font['/BaseFont']} is not embedded"
    assert not ink_at_the_edges(pdf)
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    checked = subprocess.run([tool("qpdf"), "--check", path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
