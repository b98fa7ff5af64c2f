"""The sample village to try things on: books of their own, in a folder inside the data folder, and marked for what they are.

They never share a database with real books; what is invented cannot be sent or counted by mistake. A folder whose sample was not
finished (a power cut while it was being made) has no mark and is made anew.
"""

import shutil
from pathlib import Path
from typing import Final

from app.journal import tables
from app.kernel.files import failure
from app.kernel.progress import Progress
from app.usecases.context import Context

FOLDER: Final = "thon-mau"
_MARK: Final = "sample"


def sample_folder(home: Path) -> Path:
    """Return where the sample village of the data folder ``home`` lies."""
    return home / FOLDER


def is_sample(context: Context) -> bool:
    """Tell whether these are the books of the sample village, complete."""
    return context.local().get(_MARK) == "1"


def make_sample(context: Context, progress: Progress) -> None:
    """Fill fresh books with the sample village, and mark them last."""
    from app.usecases.demo import begin_sample

    begin_sample(context, progress)
    with context.writing() as connection:
        tables.write_local(connection, _MARK, "1")


def drop_sample(home: Path) -> None:
    """Remove a sample village that was left half made; raises DATA-003 and the like when the folder refuses."""
    folder = sample_folder(home)
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise failure(error, folder) from error
