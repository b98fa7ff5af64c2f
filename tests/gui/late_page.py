"""A page that must not be imported before it is shown."""

from typing import Any

from app.gui.desk import Desk
from app.gui.page import Page


class LatePage(Page):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Muộn")
        self.opened: list[dict[str, Any]] = []
        self.left = 0
        self.set_main("Một", self.new)
        self.set_main("Hai", self.new)
        self.add_action("Ba", self.save)

    def open(self, **place: Any) -> None:
        self.opened.append(place)
        self.new()
        self.save()
        self.print_out()

    def leave(self) -> None:
        self.left += 1
