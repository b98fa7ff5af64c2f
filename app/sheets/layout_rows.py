"""Copies of one row of a sheet: what stands below moves down, and whatever speaks of it follows, as in Excel.

openpyxl moves cells alone; formulas, merged cells, filters, print areas, rules and heights are moved here.
"""

import copy
import re
from collections.abc import Sequence
from typing import Any, Final

from openpyxl.cell.cell import Cell
from openpyxl.formula import Tokenizer
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.cell_range import CellRange

_REFERENCE: Final = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d{1,7})")
_WHOLE_ROWS: Final = re.compile(r"(\$?)(\d{1,7}):(\$?)(\d{1,7})")


def repeat_row(book: Any, sheet: Any, row: int, times: int) -> None:
    """Make ``times`` copies of a row where it stands; with none its cells become blank."""
    more = max(0, times - 1)
    merged = [CellRange(each.coord) for each in sheet.merged_cells.ranges]
    for each in merged:
        sheet.unmerge_cells(each.coord)
    template = {cell.column: (cell.value, copy.copy(cell._style)) for cell in sheet[row]}
    height = sheet.row_dimensions[row].height
    if more:
        _move_down(sheet, row, more)
        _follow(book, sheet, row, more)
        template = {column: (_grown(sheet, value, row, more), style) for column, (value, style) in template.items()}
    for place in range(times):
        for column, (value, style) in template.items():
            cell = sheet.cell(row + place, column)
            cell._style = copy.copy(style)
            cell.value = _copied(value, f"{cell.column_letter}{row}", cell.coordinate)
        sheet.row_dimensions[row + place].height = height
    if not times:
        for cell in sheet[row]:
            cell.value = None
    _merge_again(sheet, merged, row, max(1, times))


def _copied(value: Any, origin: str, target: str) -> Any:
    """Return what a copy of a cell holds; its formula speaks of the copy's own row."""
    if isinstance(value, str) and value.startswith("=") and origin != target:
        return Translator(value, origin=origin).translate_formula(target)
    return value


def _grown(sheet: Any, value: Any, row: int, more: int) -> Any:
    """Return a value of the row itself after others moved: what it says of places below follows them."""
    if isinstance(value, str) and value.startswith("="):
        return _formula(value, row, more, own=True, title=sheet.title, grow=False)
    return value


def _merge_again(sheet: Any, merged: Sequence[CellRange], row: int, times: int) -> None:
    more = times - 1
    for each in merged:
        if each.min_row == each.max_row == row:
            for place in range(times):
                sheet.merge_cells(None, row + place, each.min_col, row + place, each.max_col)
        else:
            sheet.merge_cells(shifted(each.coord, row, more))


def _move_down(sheet: Any, row: int, more: int) -> None:
    heights = {place: sheet.row_dimensions[place].height for place in range(row + 1, sheet.max_row + 1)}
    if sheet.max_row > row:
        sheet.move_range(f"A{row + 1}:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}", rows=more)
    for place in heights:
        sheet.row_dimensions[place].height = None
    for place, height in heights.items():
        sheet.row_dimensions[place + more].height = height


def _follow(book: Any, sheet: Any, row: int, more: int) -> None:
    """Let every formula, and the ranges a sheet keeps besides its cells, follow what moved."""
    for each in book.worksheets:
        for cells in each.iter_rows():
            for cell in cells:
                if isinstance(cell, Cell) and cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = _formula(cell.value, row, more, own=each is sheet, title=sheet.title)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = shifted(sheet.auto_filter.ref, row, more)
    if sheet.print_area:
        areas = sheet.print_area if isinstance(sheet.print_area, list) else [sheet.print_area]
        sheet.print_area = [shifted(area.rpartition("!")[2], row, more).replace("$", "") for area in areas]
    for rule in sheet.data_validations.dataValidation:
        rule.sqref = type(rule.sqref)(_areas(str(rule.sqref), row, more))
    kept = [(str(each.sqref), list(each.rules)) for each in sheet.conditional_formatting]
    fresh = type(sheet.conditional_formatting)()
    for where, rules in kept:
        for rule in rules:
            fresh.add(_areas(where, row, more), rule)
    sheet.conditional_formatting = fresh


def _formula(text: str, row: int, more: int, *, own: bool, title: str, grow: bool = True) -> str:
    tokens = Tokenizer(text)
    for token in tokens.items:
        if token.type == token.OPERAND and token.subtype == token.RANGE:
            where, mark, place = token.value.rpartition("!")
            if own if not mark else where.strip("'").replace("''", "'") == title:
                token.value = where + mark + shifted(place, row, more, grow=grow)
    return str(tokens.render())


def _areas(places: str, row: int, more: int) -> str:
    """Return where a rule holds after rows were put in: one on a single cell of the row holds in each of its copies."""
    return shifted(" ".join(each if ":" in each else f"{each}:{each}" for each in places.split(" ")), row, more)


def shifted(places: str, row: int, more: int, *, grow: bool = True) -> str:
    """Return places ("C5", "C5:C9 E2") after rows were put in below ``row``; with ``grow`` a range that ends on it grows."""
    return " ".join(_one_shifted(each, row, more, row if grow else row + 1) for each in places.split(" "))


def _one_shifted(place: str, row: int, more: int, last_grows: int) -> str:
    first, colon, last = place.partition(":")
    if rows := _WHOLE_ROWS.fullmatch(place):
        start, end = int(rows[2]), int(rows[4])
        return f"{rows[1]}{start + more * (start > row)}:{rows[3]}{end + more * (end >= last_grows)}"
    start_of, end_of = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
    if start_of is None:
        return place
    moved = f"{start_of[1]}{int(start_of[2]) + more * (int(start_of[2]) > row)}"
    if not colon or end_of is None:
        return moved + colon + last
    return f"{moved}:{end_of[1]}{int(end_of[2]) + more * (int(end_of[2]) >= last_grows)}"
