"""The short forms of Máy tính của các thôn: the digits of a laptop, two groups of the printed key, why one is stopped."""

from collections.abc import Sequence
from typing import Any

from app.gui.fields import ChoiceField, TextField
from app.gui.forms import Form, Problem
from app.gui.key_copy_field import KeyCopyField
from app.kernel.clock import moment
from app.sync.printed_key import LINES
from app.usecases.commune_key import asked_groups, typed_lines
from app.usecases.context import Context
from app.usecases.enrolment import Device


class AcceptForm(Form):
    """The digits read from the laptop's own screen, and which laptop of the village it takes the place of."""

    def __init__(self, siblings: Sequence[Device]) -> None:
        super().__init__()
        self.digits = self.add(
            "digits",
            TextField(
                "Dãy số trên máy của thôn", "Gặp mặt: 2 nhóm đầu. Qua điện thoại: đủ 6 nhóm.", example="1234 5678"
            ),
        )
        choices = [("", "Không, thêm một máy"), *((each.key_id, _named(each)) for each in siblings)]
        self.replaces = self.add("replaces", ChoiceField("Thay cho máy cũ", choices))
        self.replaces.setVisible(bool(siblings))

    def load(self, row: Any) -> None:
        """Nothing is known beforehand."""

    def problems(self) -> list[Problem]:
        """The digits are needed; whether they are right the commune's books judge."""
        return [] if self.digits.text().strip() else [Problem("digits", "Gõ dãy số họ đọc từ màn hình của họ.")]

    def command(self) -> tuple[str, str]:
        """Return digits and the laptop that is replaced."""
        return self.digits.text(), self.replaces.text()


class ProofForm(Form):
    """Two groups of the printed copy, typed back."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.groups = [
            self.add(f"group{number}", TextField(f"Dòng {each.line}, nhóm thứ {each.group}", example="0123"))
            for number, each in enumerate(asked_groups(context))
        ]

    def load(self, row: Any) -> None:
        """Nothing is known beforehand."""

    def problems(self) -> list[Problem]:
        """Both groups are needed."""
        empty = [number for number, each in enumerate(self.groups) if not each.text().strip()]
        return [Problem(f"group{number}", "Xem trên bản in, gõ bốn số của nhóm này.") for number in empty]

    def command(self) -> tuple[str, ...]:
        """Return the groups as typed."""
        return tuple(each.text() for each in self.groups)


class CopyForm(Form):
    """The twelve lines of the printed copy, typed."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = self.add("lines", KeyCopyField(LINES))

    def load(self, row: Any) -> None:
        """Nothing is known beforehand."""

    def problems(self) -> list[Problem]:
        """All lines are needed; which one is mistyped their check digits tell."""
        typed = len(self.command())
        return [] if typed == LINES else [Problem("lines", f"Bản in có {LINES} dòng, mới gõ {typed}.")]

    def command(self) -> tuple[str, ...]:
        """Return the lines as typed."""
        return typed_lines(self.lines.text())


class RevokeForm(Form):
    """Why a laptop is stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.reason = self.add(
            "reason",
            TextField(
                "Vì sao", "Từ nay gói của máy này phải có người quyết định mới nhận.", example="mất trộm ngày 12/11"
            ),
        )

    def load(self, row: Any) -> None:
        """Nothing is known beforehand."""

    def problems(self) -> list[Problem]:
        """A reason helps, but a stolen laptop does not wait for one."""
        return []

    def command(self) -> str:
        """Return the reason."""
        return self.reason.text()


def _named(device: Device) -> str:
    """Return a laptop as one picks it: person, machine, since when."""
    parts = [each for each in (device.person, device.machine) if each]
    return f"{', '.join(parts) or device.short} (từ {moment(device.at):%d/%m/%Y})"
