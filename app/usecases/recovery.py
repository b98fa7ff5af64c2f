"""The database key sealed for the commune, so that a forgotten passphrase need not cost the books.

Only what must be there beforehand: the sealed key lies beside the database, since nothing inside helps whoever cannot open
it. Without the commune's private key it is noise (age-encryption.org/v1). Asking for it and getting it back is the business
of opening a register again.
"""

from typing import Final

from app.kernel.files import write_whole
from app.sync.device_list import State
from app.sync.recovery import wrap
from app.usecases.context import VILLAGE, Context
from app.usecases.peers import all_peers, communes_of

FILE: Final = "recovery.age"


def wrap_key(context: Context) -> None:
    """Seal the key of this village's database for the commune's key in use; nothing happens before one is known."""
    if context.identity.role != VILLAGE:
        return
    with context.reading() as session:
        communes = communes_of(all_peers(session.connection()).values(), State.ACTIVE)
    if communes:
        write_whole(context.folder / FILE, wrap(context.database.key.encode(), communes))
