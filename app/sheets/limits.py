"""How much a spreadsheet may hold before it is refused, so that no file can fill the memory or stop the program.

A large commune has 20,000 people; the limits leave room for five times that. They are checked while the file is
taken apart, before the reading library sees it, because that library reserves memory for what a file merely claims.
"""

from typing import Final

MAX_FILE: Final = 32 * 2**20
"""Bytes of the chosen file."""

MAX_INFLATED: Final = 128 * 2**20
"""Bytes of all text parts of an .xlsx, unpacked."""

MAX_RATIO: Final = 200
"""Unpacked bytes for each packed byte, over the whole file; real lists pack 5 to 20 times."""

RATIO_COUNTS_FROM: Final = 8 * 2**20
"""Unpacked bytes below which the ratio proves nothing: a small sheet of equal cells packs very well."""

MAX_ENTRIES: Final = 5_000
"""Parts inside an .xlsx, pictures included."""

MAX_SHEETS: Final = 255

MAX_ROWS: Final = 100_000
"""The last row of a sheet that holds a value; rows with mere formatting do not count."""

MAX_CELLS: Final = 2_000_000
"""Cells of the smallest rectangles that hold all values, summed over the sheets."""

MAX_TAGS: Final = 12_000_000
"""Opening and closing XML tags of all sheets; more would keep a cheap laptop busy for too long."""

MAX_TEXT: Final = 64 * 2**20
"""Characters of all cells together, a text that many cells share counted once for each."""
