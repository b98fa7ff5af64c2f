"""Wording comes from files; a file that names what a form does not fill is refused before anybody prints."""

import importlib
import string
import tomllib
from pathlib import Path

import pytest

from app.documents import wording
from app.kernel.errors import AppError
from tests.conftest import PROJECT

FORMS = {
    "common": "app.documents.blocks",
    "handbook": "app.documents.handbook_content",
    "pledge_sheet": "app.documents.pledge_content",
    "signing_list": "app.documents.signing_list",
    "visit_list": "app.documents.visit_list",
    "campaign": "app.usecases.printing",
    "list": "app.documents.register_list",
    "self_groups": "app.documents.self_managed_report",
    "regulation": "app.documents.regulation",
    "handover": "app.documents.handover",
    "covenant_papers": "app.documents.covenant_papers",
    "invitation": "app.documents.invitations",
    "delivery_list": "app.documents.delivery_list",
    "resign_list": "app.documents.resign_list",
    "binder": "app.documents.binder",
    "commune_key": "app.documents.commune_key",
}
"""Which module fills the fields of which file."""


def declared(form: str) -> frozenset[str]:
    """Return the fields a form declares."""
    module = importlib.import_module(FORMS[form])
    fields: frozenset[str] = getattr(module, "_SUBJECT_FIELDS", None) or module._FIELDS
    return fields


def test_every_file_belongs_to_a_form() -> None:
    assert {path.stem for path in (PROJECT / "resources" / "wording").glob("*.toml")} == set(FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_the_shipped_wording_only_names_known_fields(form: str) -> None:
    words = wording.load(form, declared(form))
    assert words.texts
    for key in words.texts:
        assert "{" not in words.text(key, **dict.fromkeys(declared(form), "x"))


@pytest.mark.parametrize("form", FORMS)
def test_every_text_is_asked_for_and_every_asked_one_is_there(form: str) -> None:
    code = Path(importlib.import_module(FORMS[form]).__file__ or "").read_text(encoding="utf-8")
    code += "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "app" / "documents").glob("*.py"))
    text = (PROJECT / "resources" / "wording" / f"{form}.toml").read_text(encoding="utf-8")
    unused = [key for key in tomllib.loads(text) if f'"{key}"' not in code and not key.startswith("level_")]
    assert unused == []


@pytest.mark.parametrize("form", FORMS)
def test_the_comment_of_a_file_lists_its_fields(form: str) -> None:
    text = (PROJECT / "resources" / "wording" / f"{form}.toml").read_text(encoding="utf-8")
    listed = text.partition("Trường được dùng: ")[2].partition(".\n")[0]
    assert set(listed.split(", ")) == declared(form)
    used = {name for line in tomllib.loads(text).values() for _, name, _, _ in string.Formatter().parse(line) if name}
    assert used <= declared(form)


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ('title = "Thôn {hamlet}"', "title", "không có trường «hamlet»"),
        ('title = "Thôn {}"', "title", "không có trường «»"),
        ('title = "Thôn {village.__class__}"', "title", "không có trường «village.__class__»"),
        ('title = "Thôn {village"', "title", "ngoặc nhọn"),
        ("title = 3", "title", "không phải là lời văn"),
        ("title = ", "", "không đọc được"),
    ],
)
def test_a_broken_file_is_refused_when_it_is_loaded(tmp_path: Path, text: str, key: str, said: str) -> None:
    (tmp_path / "form.toml").write_text(text, encoding="utf-8")
    with pytest.raises(AppError) as refused:
        wording.load("form", frozenset({"village"}), tmp_path)
    assert refused.value.code.number == "DOCUMENT-002"
    assert refused.value.facts["key"] == key
    assert said in refused.value.message


def test_a_file_or_text_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        wording.load("nowhere", frozenset(), tmp_path)
    assert refused.value.code.number == "DOCUMENT-002"
    words = wording.load("common", declared("common"))
    for call in (lambda: words.text("nothing"), lambda: words.text("page_of", page=1)):
        with pytest.raises(AppError) as refused:
            call()
        assert refused.value.code.number == "DOCUMENT-002"
