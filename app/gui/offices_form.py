"""Who holds the offices of the whole village: names for its papers and for the commune's table."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from app.gui.fields import Choice, PickField
from app.gui.forms import Form, Problem
from app.usecases.context import Context
from app.usecases.households import HouseholdQuery, list_people
from app.usecases.offices import VILLAGE_OFFICES, SaveOffices

MOST_PEOPLE: Final = 12
HINT: Final = "Gõ vài chữ của tên rồi chọn trong danh sách hiện ra, hoặc gõ cả họ tên."


def people_finder(context: Context, group: Callable[[], str] = str) -> Callable[[str], list[Choice]]:
    """Return what finds people by a part of their name, to pick from; ``group`` gives the group to look in, empty for all."""

    def find(text: str) -> list[Choice]:
        if not text:
            return []
        found = list_people(context, HouseholdQuery(text, group(), limit=MOST_PEOPLE)).items
        return [
            (row.id, " · ".join(part for part in (row.name, row.birth, f"hộ {row.household}") if part)) for row in found
        ]

    return find


class OfficesForm(Form):
    """One line for each office; a new name begins a new term, the one before stays in the books."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.offices = {
            office: self.add(office, PickField(office, people_finder(context), "" if place else HINT))
            for place, office in enumerate(VILLAGE_OFFICES)
        }
        self._shown: dict[str, str] = {}

    def load(self, row: Mapping[str, str]) -> None:
        """Show who holds which office."""
        self._shown = dict(row)
        for office, field in self.offices.items():
            field.set_text(row.get(office, ""))

    def problems(self) -> Sequence[Problem]:
        """Return nothing: an office may have nobody."""
        return []

    def command(self) -> SaveOffices:
        """Return the offices that were changed; a person picked from the list goes by id."""
        return SaveOffices(
            {
                office: field.key() or field.text()
                for office, field in self.offices.items()
                if field.text() != self._shown.get(office, "")
            }
        )
