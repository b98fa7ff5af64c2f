"""Guard rails of the house: who may import whom, what no room may do by itself, what must never be committed."""

import ast
import importlib
import importlib.util
import os
import pkgutil
import re
import shutil
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import app
from app.kernel.errors import ErrorCode

PROJECT = Path(__file__).resolve().parent.parent.parent
APP = PROJECT / "app"
MOST_LINES = 500
STARTERS = ("setup.py", "environment.py", "__main__.py")
"""Run before any library is there."""
UNCOMMANDED = re.compile(
    r"(datetime\.)?(datetime\.(now|utcnow|today)|date\.today)|time\.time(_ns)?"
    r"|(uuid\.)?uuid[14](\(|$)|(os\.)?urandom|secrets\.\w+|random\.\w+"
)
"""Calls that make their own time, ids or chance; these come from the Context (architecture.md, habit 5)."""


def modules() -> Iterator[Path]:
    """Return every Python file of the program."""
    return APP.rglob("*.py")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(PROJECT)}:{getattr(node, 'lineno', 0)}"


def imported(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Yield every module a file imports, anywhere in it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(path, node)}: relative import"
            yield node.module or "", node


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of a plain dotted name."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield ast.unparse(node.func), node


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert tool, "import-linter belongs to the extras 'dev'"
    return subprocess.run([tool, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True, check=False)


# -- rooms ---------------------------------------------------------------------------------------------------------


def test_rooms_and_libraries_are_kept_apart() -> None:
    done = lint_imports(PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("records", "from app import journal"),
        ("sheets", "def late() -> None:\n    from app import sync"),
        ("kernel", "from app import vietnamese"),
        ("usecases", "import pandas"),
        ("cli", "from PySide6 import QtCore"),
        ("storage", "import pyrage"),
    ],
)
def test_the_contracts_notice_a_wrong_import(tmp_path: Path, room: str, line: str) -> None:
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    for folder in (APP, *(each for each in APP.iterdir() if each.is_dir() and each.name != "__pycache__")):
        copy = tmp_path / folder.relative_to(PROJECT)
        copy.mkdir()
        (copy / "__init__.py").touch()
    assert lint_imports(tmp_path).returncode == 0
    (tmp_path / "app" / room / "wrong.py").write_text(line + "\n", encoding="utf-8")
    done = lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"app.{room}.wrong" in done.stdout


@pytest.mark.parametrize("room", ["kernel", "vietnamese"])
def test_ground_floor_is_standard_library_only(room: str) -> None:
    allowed = (*sys.stdlib_module_names, "app")
    for path in (APP / room).rglob("*.py"):
        for name, node in imported(path):
            assert name.split(".")[0] in allowed, f"{place(path, node)}: {name}"


@pytest.mark.parametrize("name", STARTERS)
def test_what_runs_first_needs_no_library(name: str) -> None:
    rooms_asked_for = {"app.cli.main", "app.gui.start"} if name == "__main__.py" else set()
    for module, node in imported(APP / name):
        own = module in {"app", "app.setup", "app.environment"} or module.startswith("app.kernel")
        standard = module.split(".")[0] in sys.stdlib_module_names
        assert own or standard or module in rooms_asked_for, f"{place(APP / name, node)}: {module}"


def test_the_package_itself_imports_nothing() -> None:
    assert not list(imported(APP / "__init__.py"))


# -- habits --------------------------------------------------------------------------------------------------------


def test_time_ids_and_chance_come_from_the_context() -> None:
    for path in modules():
        if path == APP / "application.py":
            continue
        for name, node in calls(path):
            assert not UNCOMMANDED.fullmatch(name), f"{place(path, node)}: {name}"


def test_only_the_helper_makes_paragraphs() -> None:
    """What a person typed reaches ReportLab escaped, because one module alone builds its markup (habit 8)."""
    for path in modules():
        if path == APP / "documents" / "markup.py":
            continue
        for name, node in calls(path):
            assert name.split(".")[-1] != "Paragraph", place(path, node)


def test_no_file_grows_into_a_catch_all() -> None:
    for path in modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= MOST_LINES, f"{path.relative_to(PROJECT)}: {lines} lines"


# -- errors --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def every_module() -> list[ModuleType]:
    """Import the whole program."""
    found = pkgutil.walk_packages(app.__path__, "app.")
    return [importlib.import_module(each.name) for each in found if each.name != "app.__main__"]


def fields_of(template: str) -> set[str]:
    """Return the facts a template needs; each is a plain name."""
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    assert all(name.isidentifier() for name in names), template
    return names


def test_every_error_says_what_happened_and_what_to_do(every_module: list[ModuleType]) -> None:
    codes = {id(code): code for module in every_module for code in vars(module).values() if isinstance(code, ErrorCode)}
    assert codes
    numbers = [code.number for code in codes.values()]
    assert len(numbers) == len(set(numbers))
    for code in codes.values():
        assert re.fullmatch(r"[A-Z]+-[0-9]{3}", code.number), code.number
        for template in (code.message, code.advice):
            assert template.strip() == template != "", code.number
            assert not template.isascii(), f"{code.number} is not Vietnamese: {template}"
            fields_of(template)


def test_errors_are_raised_with_the_facts_their_sentences_need(every_module: list[ModuleType]) -> None:
    for module in every_module:
        path = Path(str(module.__file__))
        for name, node in calls(path):
            if name != "AppError" or not node.args or any(keyword.arg is None for keyword in node.keywords):
                continue
            code = resolved(ast.unparse(node.args[0]), module)
            if code is not None:
                given = {str(keyword.arg) for keyword in node.keywords}
                lacking = (fields_of(code.message) | fields_of(code.advice)) - given
                assert not lacking, f"{place(path, node)}: {code.number} lacks {lacking}"


def resolved(dotted: str, module: ModuleType) -> ErrorCode | None:
    """Return the error code a name stands for in a module; None for a variable of a function."""
    value: object = module
    for part in dotted.split("."):
        value = getattr(value, part, None)
    return value if isinstance(value, ErrorCode) else None


# -- what is committed ---------------------------------------------------------------------------------------------


def test_pins_are_exact() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = [*project["dependencies"], *(pin for group in project["optional-dependencies"].values() for pin in group)]
    assert len({pin.partition("==")[0].lower() for pin in pins}) == len(pins)
    for pin in pins:
        assert re.fullmatch(r"[A-Za-z0-9-]+(\[[a-z]+\])?==[0-9]+(\.[0-9]+)*", pin), pin


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """Return the files git keeps, or skip where this is not a clone."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    done = subprocess.run([git, "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git clone this user may read")
    paths = [PROJECT / name for name in done.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_nothing_of_one_machine_is_committed(tracked: list[Path]) -> None:
    """Paths of a machine, and where its pip looks, say nothing on another one and may be private."""
    homes = rb"(?<![\w.~}-])/(home|root|Users|work|opt)/[\w.-]+"
    registries = rb"(index-url|find-links|extra-index)\s*[= ]\s*\S|://[^/\s\"']+/(simple|pypi|packages)/"
    odd = re.compile(homes + b"|" + registries)
    told = [os.environ.get(name, "") for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CERT")]
    private = [word.encode() for value in told for word in value.split() if "pypi.org" not in word]
    for path in tracked:
        content = path.read_bytes()
        if b"\0" in content[:8192]:
            continue
        found = odd.search(content)
        assert found is None, f"{path.relative_to(PROJECT)}: {found.group()!r}"
        assert not any(word in content for word in private), path.relative_to(PROJECT)


def test_no_lock_file_is_committed(tracked: list[Path]) -> None:
    """A lock records the index it was made with; the exact pins stand in pyproject.toml."""
    assert not [path for path in tracked if path.suffix == ".lock" or path.name.startswith("requirements")]


# -- what the README says ------------------------------------------------------------------------------------------


def test_the_readme_names_what_there_is() -> None:
    """Its links and pictures lead somewhere, and its map shows every room once."""
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) >= 5
    assert not [link for link in links if not (PROJECT / link).is_file()]
    modules = re.findall(r"python3? -m ((?:tests|app)(?:\.\w+)*)", text)
    assert not [name for name in modules if importlib.util.find_spec(name) is None]
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `app/")]
    rooms = [room for cell in cells for room in re.findall(r"`app/(\w+)`", cell)]
    assert sorted(rooms) == sorted(path.parent.name for path in APP.glob("*/__init__.py"))
