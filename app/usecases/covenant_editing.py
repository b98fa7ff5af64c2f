"""Editing the covenant clause by clause. A frozen version is never touched: the first edit of one makes the next version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.kernel.errors import AppError
from app.records.covenants import LEVELS, Clause, CovenantNode, CovenantVersion, text_hash
from app.usecases.context import Context, Done, Operation
from app.usecases.covenant_checks import TextWarning, next_number, warnings_of
from app.usecases.covenants import STRIDE, add_version, clause_of, new_node, nodes_of, require_version
from app.usecases.editing import apply_texts, refuse_stale
from app.usecases.errors import FIELD_INVALID
from app.vietnamese.text import clean

EDITABLE: Final = ("level", "number", "heading", "text")


@dataclass(frozen=True, slots=True)
class SaveClause:
    """Change one clause: ``texts`` are the fields typed (of :data:`EDITABLE`), ``loaded`` what the form showed before."""

    node: str
    texts: Mapping[str, str] = field(default_factory=dict)
    loaded: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AddClause:
    """Add a clause behind ``after`` and what belongs to it, or at the end; without a ``number`` the next one is given."""

    level: str
    number: str = ""
    heading: str = ""
    text: str = ""
    after: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit did. ``node`` is the clause in ``version``, another id when ``is_new_version``; empty when removed."""

    version: str
    node: str
    is_new_version: bool
    text_hash: str
    warnings: tuple[TextWarning, ...]


def save_clause(context: Context, command: SaveClause) -> Done[Edited]:
    """Change one clause; raises FORM-001, FORM-002, RECORD-001, RECORD-002."""
    return save_clauses(context, (command,))


def save_clauses(context: Context, commands: Sequence[SaveClause]) -> Done[Edited]:
    """Change clauses of one version as one operation (an article with its khoản); errors as :func:`save_clause`.

    :attr:`Edited.node` is the first of them.
    """
    with context.transaction("covenant.edit") as tx:
        wanted: list[tuple[CovenantNode, dict[str, str]]] = []
        for command in commands:
            _check_level(command.texts.get("level", LEVELS[0]))
            texts = {name: command.texts[name] for name in EDITABLE if name in command.texts}
            node = tx.get(CovenantNode, command.node)
            refuse_stale(node, command.loaded, texts)
            wanted.append((node, texts))
        first = wanted[0][0]
        changed = [(node, texts) for node, texts in wanted if _would_change(node, texts)]
        if not changed:
            version = require_version(tx, first.version_id or "")
            edited = _edited(tx, version, first.id, is_new=False)
        else:
            version, copies = _editable(tx, first.version_id or "")
            for node, texts in changed:
                apply_texts(tx, copies.get(node.id, node), texts)
            edited = _edited(tx, version, copies.get(first.id, first).id, is_new=bool(copies))
    return tx.done(edited)


def add_clause(context: Context, command: AddClause) -> Done[Edited]:
    """Add a clause; raises FORM-002 for a level that is none, COVENANT-006 without a covenant."""
    _check_level(command.level)
    with context.transaction("covenant.edit") as tx:
        after = tx.get(CovenantNode, command.after) if command.after else None
        named = (after.version_id or "") if after else command.version
        version, copies = _editable(tx, require_version(tx, named).id)
        if after is not None:
            after = copies.get(after.id, after)
        nodes = nodes_of(tx.session, version.id)
        at = _end_of(nodes, after) if after else len(nodes)
        number = clean(command.number) or _next_number(nodes[:at], command.level)
        clause = Clause(command.level, number, clean(command.heading), clean(command.text))
        node = tx.add(new_node(version.id, _room(nodes, at), clause))
        edited = _edited(tx, version, node.id, is_new=bool(copies))
    return tx.done(edited)


def remove_clause(context: Context, node: str) -> Done[Edited]:
    """Remove a clause with the khoản, điểm and paragraphs inside it; raises RECORD-001."""
    with context.transaction("covenant.edit") as tx:
        record = tx.get(CovenantNode, node)
        version, copies = _editable(tx, record.version_id or "")
        record = copies.get(record.id, record)
        nodes = nodes_of(tx.session, version.id)
        start = nodes.index(record)
        for each in nodes[start : _end_of(nodes, record)]:
            tx.delete(each)
        edited = _edited(tx, version, "", is_new=bool(copies))
    return tx.done(edited)


def _editable(tx: Operation, version: str) -> tuple[CovenantVersion, dict[str, CovenantNode]]:
    """Return the version to edit: itself, or when it is frozen a copy, with the copied node of each old node's id."""
    record = tx.get(CovenantVersion, version)
    if not record.frozen:
        return record, {}
    old = nodes_of(tx.session, version)
    copy = add_version(tx, record.covenant_id, map(clause_of, old))
    new = nodes_of(tx.session, copy.id)
    return copy, {before.id: after for before, after in zip(old, new, strict=True)}


def _edited(tx: Operation, version: CovenantVersion, node: str, *, is_new: bool) -> Edited:
    """Bring the text hash up to date and say what was done."""
    clauses = [clause_of(each) for each in nodes_of(tx.session, version.id)]
    digest = text_hash(clauses)
    if version.text_hash != digest:
        version.text_hash = digest
    return Edited(version.id, node, is_new, digest, warnings_of(clauses))


def _would_change(node: CovenantNode, texts: Mapping[str, str]) -> bool:
    return any(clean(text) != (getattr(node, name) or "") for name, text in texts.items())


def _end_of(nodes: Sequence[CovenantNode], node: CovenantNode) -> int:
    """Return the index behind a node and all that lies inside it."""
    start, depth = nodes.index(node), clause_of(node).depth
    inside = (at for at in range(start + 1, len(nodes)) if clause_of(nodes[at]).depth <= depth)
    return next(inside, len(nodes))


def _room(nodes: Sequence[CovenantNode], at: int) -> int:
    """Return a position for a new node before ``nodes[at]``; when two neighbours touch, those behind move on."""
    before = (nodes[at - 1].position or 0) if at else 0
    if at == len(nodes):
        return before + STRIDE
    if (nodes[at].position or 0) - before < 2:
        for step, each in enumerate(nodes[at:], 2):
            each.position = before + step * STRIDE
        return before + STRIDE
    return (before + (nodes[at].position or 0)) // 2


def _next_number(before: Sequence[CovenantNode], level: str) -> str:
    """Return the number after the last of this level: articles count through, the others within what holds them."""
    if level == "đoạn":
        return ""
    numbers: list[str] = []
    depth = LEVELS.index(level)
    for clause in map(clause_of, before):
        if clause.level == level:
            numbers.append(clause.number)
        elif level != "điều" and clause.depth < depth:
            numbers.clear()
    return next_number(level, numbers)


def _check_level(level: str) -> None:
    if level not in LEVELS:
        known = ", ".join(LEVELS)
        raise AppError(
            FIELD_INVALID, label="Điều khoản", field="Cấp", value=level, reason=f"Cấp phải là một trong: {known}."
        )
