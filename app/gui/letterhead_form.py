"""Who issues a kind of paper and who signs it: the village, the Front, the party cell, or whom a person types."""

from collections.abc import Callable, Sequence
from typing import Final

from app.gui.fields import ChoiceField, TextField
from app.gui.forms import Form, Problem
from app.gui.parts import label
from app.gui.record_form import narrow
from app.records.places import Letterhead
from app.usecases.letterheads import ISSUERS, PAPERS, PLEDGE, PaperHead, SaveLetterhead

OTHER: Final = ""
FOLLOWS: Final = (
    "Người ký để như chương trình ghi thì tự đổi theo khi có người giữ chức mới. "
    "Giấy của chi bộ in theo mẫu của Đảng: “ĐẢNG CỘNG SẢN VIỆT NAM”, không có quốc hiệu."
)


class LetterheadForm(Form):
    """``shown`` gives the head of a kind of paper as it is printed now, ``offered`` what it would be from an issuer."""

    def __init__(self, shown: Callable[[str], PaperHead], offered: Callable[[str, str], PaperHead]) -> None:
        super().__init__()
        self._shown, self._offered = shown, offered
        self.paper = ChoiceField("Loại giấy", list(PAPERS.items()))
        self.issuer = ChoiceField("Ai ban hành", [*ISSUERS.items(), (OTHER, "Nơi khác, tự ghi bên dưới")])
        narrow(self.issuer)
        self.add_beside(("paper", self.paper, 1), ("by", self.issuer, 2))
        lines = {name: _line(name) for name in self._shown(PLEDGE).texts}
        self.add_beside(("parent", lines["parent"], 1), ("issuer", lines["issuer"], 1))
        self.add("place", lines["place"])
        self.add_beside(("signer_office", lines["signer_office"], 1), ("signer_name", lines["signer_name"], 1))
        self._lines = lines
        self.add_widget(label(FOLLOWS, kind="small", wrap=True))
        self.paper.edited.connect(self._read)
        self.issuer.edited.connect(self._offer)
        self.paper.set_text(PLEDGE)
        self._read()

    def problems(self) -> Sequence[Problem]:
        """Return what cannot be left empty."""
        return () if self._lines["issuer"].text() else [Problem("issuer", "Ghi nơi ban hành.")]

    def command(self) -> SaveLetterhead:
        """Return the head as it was typed."""
        return SaveLetterhead(self.paper.text(), {name: each.text() for name, each in self._lines.items()})

    def _read(self) -> None:
        """Show the chosen paper's head, and whose it is."""
        head = self._shown(self.paper.text())
        by = (issuer for issuer in ISSUERS if self._offered(head.paper, issuer).issuer == head.issuer)
        self.issuer.set_text(next(by, OTHER))
        self._show(head)

    def _offer(self) -> None:
        if self.issuer.text() != OTHER:
            self._show(self._offered(self.paper.text(), self.issuer.text()))

    def _show(self, head: PaperHead) -> None:
        for name, text in head.texts.items():
            self._lines[name].show_problem("")
            self._lines[name].set_text(text)


def _line(name: str) -> TextField:
    info = Letterhead.fields[name]
    return TextField(info.label, example=info.example)
