"""What Trang chính says is to be done, and in which order."""

from datetime import date

from app.kernel.ids import Ids
from app.records.places import FRONT_HEAD
from app.usecases.campaigns import OpenCampaign, open_campaign, pledge_rows
from app.usecases.context import Context
from app.usecases.groups import SaveGroup, save_group
from app.usecases.home import (
    ISSUES,
    NO_BACKUP,
    NO_CAMPAIGN,
    NO_COVENANT,
    NO_HEAD,
    NO_HOUSEHOLDS,
    NO_OFFICE,
    UNGROUPED,
    UNSENT,
    UNSIGNED,
    home,
)
from app.usecases.households import SaveHousehold, SavePerson, save_household, save_person
from app.usecases.issues import ResolveIssue, list_issues, resolve_issue
from app.usecases.offices import SaveOffices, save_offices
from app.usecases.pledges import Sign, sign
from app.usecases.safety import create_backup

DAY_MS = 86_400_000


def kinds(context: Context) -> list[str]:
    return [each.kind for each in home(context).todos]


def test_an_empty_register_asks_for_its_list_alone(village: Context) -> None:
    assert kinds(village) == [NO_HOUSEHOLDS]


def test_what_is_missing_in_order(village: Context, ids: Ids) -> None:
    save_household(village, SaveHousehold(head="Nguyễn Văn An"))
    save_household(village, SaveHousehold(texts={"address": "Ngõ Chùa"}))
    assert kinds(village) == [NO_CAMPAIGN, UNGROUPED, NO_HEAD, NO_COVENANT, NO_BACKUP, UNSENT]
    assert {each.kind: each.count for each in home(village).todos}[UNGROUPED] == 2


def test_deadlines_come_first_and_overdue_data_before_them(village: Context, clock) -> None:
    group = save_group(village, SaveGroup(name="Tổ 1")).result
    for head in ("Nguyễn Văn An", "Trần Thị Ơn"):
        save_household(village, SaveHousehold(head=head, group=group))
    campaign = open_campaign(village, OpenCampaign("An toàn", 2026, ("Một",), due=date(2026, 12, 5))).result.campaign
    create_backup(village)
    assert kinds(village) == [UNSIGNED, NO_COVENANT, UNSENT, NO_OFFICE]
    clock.advance(9 * DAY_MS)
    first, second, third, *_ = home(village).todos
    assert (first.kind, first.due, first.days) == (NO_BACKUP, date(2026, 11, 25), 9)
    assert (second.kind, second.days) == (UNSENT, 9)
    assert (third.kind, third.count, third.about) == (UNSIGNED, 2, "An toàn")
    sign(village, Sign(tuple(row.id for row in pledge_rows(village, campaign))))
    state = home(village).campaign
    assert state is not None
    assert [(each.name, each.signed, each.households) for each in state.groups] == [("Tổ 1", 2, 2)]
    assert UNSIGNED not in kinds(village)


def test_who_signs_the_papers_is_asked_until_both_are_named(village: Context) -> None:
    save_household(village, SaveHousehold(head="Nguyễn Văn An"))
    create_backup(village)
    assert next(each.about for each in home(village).todos if each.kind == NO_OFFICE) == FRONT_HEAD
    save_offices(village, SaveOffices({FRONT_HEAD: "Phạm Thị Dung"}))
    assert NO_OFFICE not in kinds(village)


def test_what_needs_a_person_is_counted_as_its_page_lists_it(village: Context) -> None:
    """Two people with one id number count, though no two values stand side by side; what was dismissed does not."""
    house = save_household(village, SaveHousehold(head="Nguyễn Văn An")).result
    for name in ("Trần Thị Ơn", "Lê Văn Bé"):
        save_person(
            village, SavePerson(house, texts={"full_name": name, "id_number": "031072001234", "relation": "Con"})
        )
    (issue,) = list_issues(village)
    assert {each.kind: each.count for each in home(village).todos}[ISSUES] == 1
    resolve_issue(village, ResolveIssue(issue.id, dismiss=True, reason="một số cấp hai lần"))
    assert ISSUES not in kinds(village)
