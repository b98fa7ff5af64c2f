"""Who goes to which group to have the rest sign: named for a campaign, else the group's leader."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.pledges import GroupWalk
from app.records.register import ResidentialGroup
from app.usecases.campaigns import require_campaign
from app.usecases.context import Context, Done
from app.usecases.errors import NOT_FOUND_BY_NAME
from app.vietnamese.text import clean


def set_walker(context: Context, campaign: str, group: str, who: str) -> Done[str]:
    """Name who goes to a group's households; an empty name leaves it to the leader again. Raises FORM-003, RECORD-001."""
    if not group:
        raise AppError(NOT_FOUND_BY_NAME, label="tổ", name="")
    with context.transaction("pledge.walker") as tx:
        require_campaign(tx.session, campaign)
        walk = tx.keyed(GroupWalk, campaign, tx.get(ResidentialGroup, group).id)
        walk.who = clean(who) or None
    return tx.done(walk.id)


def walkers(session: Session, campaign: str) -> Mapping[str, str]:
    """Return who was named, by group."""
    query = select(GroupWalk.group_id, GroupWalk.who).where(GroupWalk.campaign_id == campaign, GroupWalk.status == LIVE)
    return {group or "": who for group, who in session.execute(query) if who}


def walker_of(context: Context, campaign: str, group: str) -> str:
    """Return who was named for one group; empty while it is the leader's."""
    with context.reading() as session:
        return walkers(session, campaign).get(group, "")
