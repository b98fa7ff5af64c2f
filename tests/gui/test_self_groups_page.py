"""Tổ tự quản in the window: founding, members, regulation and its signing, meetings, ratings, copies, the report."""

from pathlib import Path

import pytest

from app.gui.desk import Desk
from app.gui.pledges import PledgesPage
from app.gui.self_groups import SelfGroupsPage
from app.usecases.self_managed import SaveSelfGroup, list_self_groups, save_self_group, self_group_detail
from tests.gui.fakes import FakeDialogs, type_text
from tests.gui.season import said, shown


@pytest.fixture
def page(office: Desk) -> SelfGroupsPage:
    return shown(SelfGroupsPage(office))


@pytest.fixture
def group(page: SelfGroupsPage, office: Desk) -> str:
    made = save_self_group(
        office.context, SaveSelfGroup(texts={"name": "Tổ Ngõ Chùa"}, fields=("Của làng", "Môi trường"))
    )
    office.changed.emit(made.changes)
    page.open(group=made.result)
    return made.result


def test_a_group_is_founded(page: SelfGroupsPage, office: Desk) -> None:
    assert not page.empty.isHidden()
    page.new()
    form = page.form
    page.save()
    assert form.name.below == "Ghi tên tổ."
    type_text(form.name.line, "Tổ Ngõ Chùa")
    form.founded.set_text("tháng hai")
    form.kinds.boxes["moi-truong"].click()
    page.save()
    assert form.founded.below == "Ghi đủ ngày, tháng, ví dụ 18/11/2026."
    form.founded.set_text("10/2/2026")
    page.save()
    assert page.form is None
    (row,) = list_self_groups(office.context)
    assert (row.name, row.fields) == ("Tổ Ngõ Chùa", ("Môi trường",))
    assert page.state == "1 tổ tự quản, 0 thành viên"
    assert page.detail is not None, "it is shown beside the list"


def test_editing_keeps_the_villages_own_fields(page: SelfGroupsPage, office: Desk, group: str) -> None:
    page.edit()
    assert page.form.kinds.keys() == ("moi-truong",)
    type_text(page.form.decision.line, "05/QĐ-UBND")
    page.save()
    row = self_group_detail(office.context, group).row
    assert row.fields == ("Của làng", "Môi trường")
    page.edit()
    page.back()
    assert page.form is None


def test_members_join_and_leave(page: SelfGroupsPage, office: Desk, group: str) -> None:
    page.add_member()
    form = page.form
    page.save()
    assert form.household.below == "Chọn trong danh sách hiện ra."
    type_text(form.household.line, "02-001")
    form.household.line.setText(next(each for each in form.household._choices if each.startswith("02-001")))
    page.save()
    page.add_member()
    page.form.kind.set_text("business")
    page.form.kind.edited.emit()
    assert page.form.household.isHidden()
    page.save()
    assert page.form.business.below == "Ghi tên."
    type_text(page.form.business.line, "Cửa hàng Hoa")
    page.form.day.set_text("hôm qua")
    page.save()
    assert page.form.day.below.startswith("Ghi đủ ngày")
    page.form.day.set_text("17/11")
    page.save()
    page.add_member()
    page.form.kind.set_text("person")
    page.form.kind.edited.emit()
    type_text(page.form.person.line, "nguyen van an")
    page.form.person.line.setText(next(iter(page.form.person._choices)))
    page.form.role.set_text("Tổ trưởng")
    page.save()
    members = self_group_detail(office.context, group).members
    assert [each.name for each in members] == ["Nguyễn Văn An", "Cửa hàng Hoa", "Hộ 02-001 Lê Thị Cúc"]
    page.end_member(members[1])
    assert len(self_group_detail(office.context, group).members) == 2


def test_the_regulation_is_signed_at_cam_ket(page: SelfGroupsPage, office: Desk, group: str) -> None:
    heard, went = said(office), []
    office.navigation_wanted.connect(lambda key, place: went.append((key, place)))
    page.sign()
    assert heard[-1].tone == "error"
    page.edit_regulation()
    page.form.text_area.area.setPlainText("Điều 1. Tự nguyện.")
    page.save()
    page.add_member()
    type_text(page.form.household.line, "02-001")
    page.form.household.line.setText(next(each for each in page.form.household._choices if each.startswith("02-001")))
    page.save()
    page.sign()
    assert heard[-1].text == "Đã mở đợt ký quy chế cho 1 hộ."
    heard[-1].links[0].act()
    assert went[-1][0] == "pledges"
    pledges = PledgesPage(office)
    pledges.refresh(None)
    pledges.open(**went[-1][1])
    assert pledges.shown_campaign is not None
    assert pledges.shown_campaign.name == "Thực hiện quy chế Tổ Ngõ Chùa"


def test_the_model_regulation_is_filled_in_and_printed(
    page: SelfGroupsPage, office: Desk, dialogs: FakeDialogs, group: str, tmp_path: Path
) -> None:
    previews: list[Path] = []
    office.preview_wanted.connect(lambda path, *_: previews.append(path))
    heard = said(office)
    page.doings["In quy chế để ký"]()
    assert previews == []
    dialogs.saved = tmp_path / "mẫu.pdf"
    page.doings["In quy chế để ký"]()
    assert previews == [tmp_path / "mẫu.pdf"]
    assert "bản mẫu" in heard[-1].text
    page.edit_regulation()
    assert not page.form.model.isHidden()
    page.form.model.click()
    assert page.form.model.isHidden()
    page.save()
    assert "Điều 11. Hiệu lực" in self_group_detail(office.context, group).regulation
    page.edit_regulation()
    assert page.form.model.isHidden(), "the group has its own"
    page.back()
    dialogs.saved = tmp_path / "quy chế.docx"
    page.doings["In quy chế để ký"]()
    assert (tmp_path / "quy chế.docx").is_file()
    assert len(previews) == 1, "Word is for editing"
    assert "bản mẫu" not in heard[-1].text


def test_meetings_and_ratings_are_written(page: SelfGroupsPage, office: Desk, group: str) -> None:
    page.add_activity()
    page.save()
    assert page.form.result.below.startswith("Ghi kết quả")
    page.form.present.set_text("nhiều")
    page.form.what.set_text("")
    page.form.day.set_text("x")
    page.save()
    assert page.form.present.below == "Ghi một số, ví dụ 28."
    assert page.form.what.below == "Ghi việc đã làm."
    page.form.present.set_text("")
    page.form.what.set_text("Lắp đèn")
    page.form.day.set_text("17/11")
    page.form.result.area.setPlainText("45 trụ đèn")
    page.save()
    page.add_rating()
    page.save()
    assert page.form.reason.below == "Ghi lý do xếp loại."
    page.form.reason.area.setPlainText("làm đều")
    page.save()
    found = self_group_detail(office.context, group)
    assert [each.result for each in found.activities] == ["45 trụ đèn"]
    assert found.ratings[0].rating == "Tốt"
    assert page.model.rows[0].rating is not None


def test_the_next_group_is_founded_from_this_one_and_ends(page: SelfGroupsPage, office: Desk, group: str) -> None:
    page.doings["Nhân rộng thành tổ mới"]()
    page.save()
    assert page.form.name.below == "Ghi tên tổ mới."
    type_text(page.form.name.line, "Tổ Xóm Bãi")
    page.save()
    assert [row.name for row in page.model.rows] == ["Tổ Ngõ Chùa", "Tổ Xóm Bãi"]
    heard = said(office)
    page.end()
    assert [row.name for row in page.model.rows] == ["Tổ Xóm Bãi"]
    assert page.card.isHidden()
    heard[-1].links[-1].act()
    assert len(page.model.rows) == 2


def test_the_report_is_printed(page: SelfGroupsPage, dialogs: FakeDialogs, group: str, tmp_path: Path) -> None:
    page.print_out()
    dialogs.saved = tmp_path / "báo cáo.pdf"
    page.print_out()
    assert dialogs.saved.exists()
