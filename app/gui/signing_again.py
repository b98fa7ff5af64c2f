"""Households that sign once more: the one that is chosen, or all that stand on the list of those who have to."""

from datetime import date
from typing import Final

from PySide6.QtWidgets import QPushButton

from app.gui.desk import Desk
from app.gui.menu_button import open_menu
from app.gui.pledge_papers import KINDS, RESIGNING, PledgePapers, Scope
from app.kernel.errors import AppError
from app.usecases.campaigns import PledgeRow
from app.usecases.errors import RESIGN_NOBODY
from app.usecases.pledges import Sign
from app.usecases.resigning import resign_rows, sign_again
from app.vietnamese.numbers import format_number

ALL: Final = "all"


class SigningAgain:
    """Records it as one operation each time, so that undoing puts the earlier signatures back."""

    def __init__(self, desk: Desk, papers: PledgePapers) -> None:
        self._desk, self._papers = desk, papers

    def one(self, row: PledgeRow, day: date | None) -> None:
        """Record that a household signed again."""
        if day is not None:
            self._record((row.id,), day, row.head or row.code)

    def offer(self, below: QPushButton, scope: Scope, day: date | None) -> None:
        """Offer to print who has to sign again, and to record that all of them did; say so when nobody has to."""
        rows = self._desk.attempt(lambda: resign_rows(self._desk.context, scope.campaign.id, scope.group))
        if rows is None:
            return
        if not rows:
            self._desk.show_error(AppError(RESIGN_NOBODY))
            return
        listed = tuple(row.pledge for row in rows if row.again and row.pledge)
        choices = [(ending, words) for ending, (words, _) in KINDS.items()]
        if listed and day is not None:
            choices.append((ALL, f"Ghi {self._many(listed)} trong danh sách đã ký lại"))

        def act(what: str) -> None:
            if what != ALL:
                self._papers.write_list(RESIGNING, scope, what)
            elif day is not None:
                self._record(listed, day, self._many(listed))

        open_menu(below, choices, act)

    def _record(self, pledges: tuple[str, ...], day: date, who: str) -> None:
        done = self._desk.attempt(lambda: sign_again(self._desk.context, Sign(pledges, day)))
        if done is not None:
            self._desk.notify_done(
                done, f"Đã ghi {who} ký lại ngày {day:%d/%m/%Y}. Chữ ký trước vẫn còn trong lịch sử."
            )

    @staticmethod
    def _many(pledges: tuple[str, ...]) -> str:
        return f"{format_number(len(pledges))} hộ"
