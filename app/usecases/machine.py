"""A data folder that turns up on another machine gets an identity of its own: a clone must not sign with the same key.

Read at every start, so nothing here needs the libraries that seal and open bundles.
"""

from app.journal import tables
from app.usecases.context import VILLAGE, Context

_MARK = "machine"
NAME = "machine_name"
"""Local fact: what this computer calls itself, so that a clerk can tell two laptops of one village apart."""
KEYS = "device_keys"
"""Local fact: the private keys of this device."""


def notice_machine(context: Context, mark: str, name: str) -> bool:
    """Tell whether these books now lie on another machine than before, and then begin a new life of this database.

    A village's laptop becomes another device with keys to be made, and asks the commune to be let in again. A commune keeps
    its key, which every village seals for; only its database begins a new life. An empty ``mark`` says nothing; books on a server
    lie on no clerk's machine, and whose opens them says nothing of them either.
    """
    mark = "" if context.database.on_server else mark
    facts = context.local()
    before, moved = facts.get(_MARK, ""), False
    with_name = facts.get(NAME) == name
    if (not mark or mark == before) and with_name:
        return False
    with context.writing() as connection:
        tables.write_local(connection, NAME, name)
        if mark and mark != before:
            tables.write_local(connection, _MARK, mark)
            moved = bool(before) and bool(facts.get("role"))
        if moved:
            tables.write_local(connection, "db_id", context.ids.random())
        if moved and facts["role"] == VILLAGE:
            tables.write_local(connection, "device", context.ids.random())
            tables.forget_local(connection, KEYS)
    return moved
