"""What somebody is to a new head of the household, told from what they were to the old one.

A guess that a person looks at: where the old relation does not tell (whose child is a grandchild?) there is none.
"""

from dataclasses import dataclass
from typing import Final

from app.records.register import HEAD

UNKNOWN: Final = ""

_SPOUSES: Final = frozenset({"Vợ", "Chồng"})
_CHILDREN: Final = frozenset({"Con", "Con đẻ", "Con nuôi"})
_IN_LAW: Final = frozenset({"Con dâu", "Con rể"})
_FATHERS: Final = frozenset({"Bố", "Cha đẻ"})
_MOTHERS: Final = frozenset({"Mẹ", "Mẹ đẻ"})
_PARENTS: Final = _FATHERS | _MOTHERS
_SIBLINGS: Final = frozenset({"Anh ruột", "Chị ruột", "Em ruột"})
_UNRELATED: Final = frozenset({"Ở nhờ", "Ở thuê", "Khác"})
_MEN: Final = frozenset({"Chồng", "Con rể", "Anh ruột"}) | _FATHERS
_WOMEN: Final = frozenset({"Vợ", "Con dâu", "Chị ruột"}) | _MOTHERS


@dataclass(frozen=True, slots=True)
class Kin:
    """Somebody as far as kinship asks: relation to the old head, sex, and an order key of the birth (0 when unknown)."""

    relation: str
    sex: str = ""
    born: int = 0

    @property
    def man(self) -> bool | None:
        """Whether this is a man; ``None`` when neither sex nor relation tells."""
        if self.sex:
            return self.sex == "Nam"
        if self.relation in _MEN or self.relation in _WOMEN:
            return self.relation in _MEN
        return None


def relation_after(new_head: Kin, other: Kin) -> str:
    """Return what ``other`` is to ``new_head``; :data:`UNKNOWN` where a person must say."""
    if new_head.relation == HEAD or other.relation in _UNRELATED:
        return other.relation
    if new_head.relation in _SPOUSES:
        return _to_spouse(new_head, other)
    if new_head.relation in _CHILDREN:
        return _to_child(new_head, other)
    if new_head.relation in _PARENTS:
        return _to_parent(other)
    if new_head.relation in _SIBLINGS:
        return _to_sibling(new_head, other)
    if new_head.relation == "Con dâu" and (other.relation == HEAD or other.relation in _SPOUSES):
        return _by_sex(other, "Cha chồng", "Mẹ chồng")
    return UNKNOWN


def family_relation(new_head: Kin, other: Kin) -> str:
    """Return what ``other`` is to a child of the old head who founds a household of their own with them."""
    if new_head.relation in _CHILDREN or new_head.relation in _IN_LAW:
        if other.relation in _IN_LAW or (new_head.relation in _IN_LAW and other.relation in _CHILDREN):
            return "Vợ" if other.man is False else "Chồng" if other.man else UNKNOWN
        if other.relation.startswith("Cháu"):
            return "Con"
    return relation_after(new_head, other)


def _to_spouse(new_head: Kin, other: Kin) -> str:
    if other.relation == HEAD:
        return "Chồng" if new_head.man is False else "Vợ" if new_head.man else UNKNOWN
    if other.relation in _CHILDREN | _IN_LAW or other.relation.startswith("Cháu"):
        return other.relation
    if other.relation in _PARENTS:
        return _by_sex(other, "Cha chồng", "Mẹ chồng") if new_head.man is False else _by_sex(other, "Cha vợ", "Mẹ vợ")
    own = {"Cha vợ": "Bố", "Mẹ vợ": "Mẹ", "Cha chồng": "Bố", "Mẹ chồng": "Mẹ"}
    return own.get(other.relation, UNKNOWN)


def _to_child(new_head: Kin, other: Kin) -> str:
    if other.relation == HEAD or other.relation in _SPOUSES:
        return _by_sex(other, "Bố", "Mẹ")
    if other.relation in _CHILDREN:
        return _sibling(new_head, other)
    return UNKNOWN


def _to_parent(other: Kin) -> str:
    if other.relation == HEAD:
        return "Con"
    if other.relation in _PARENTS:
        return "Chồng" if other.man else "Vợ"
    if other.relation in _SIBLINGS:
        return "Con"
    if other.relation in _SPOUSES:
        return "Con dâu" if other.man is False else "Con rể" if other.man else UNKNOWN
    return "Cháu" if other.relation in _CHILDREN else UNKNOWN


def _to_sibling(new_head: Kin, other: Kin) -> str:
    if other.relation == HEAD:
        if new_head.relation == "Em ruột":
            return _by_sex(other, "Anh ruột", "Chị ruột")
        return "Em ruột"
    if other.relation in _SIBLINGS:
        return _sibling(new_head, other)
    if other.relation in _PARENTS:
        return other.relation
    return "Cháu" if other.relation in _CHILDREN else UNKNOWN


def _sibling(new_head: Kin, other: Kin) -> str:
    if not (new_head.born and other.born) or new_head.born == other.born:
        return UNKNOWN
    if other.born > new_head.born:
        return "Em ruột"
    return _by_sex(other, "Anh ruột", "Chị ruột")


def _by_sex(other: Kin, man: str, woman: str) -> str:
    return UNKNOWN if other.man is None else man if other.man else woman
