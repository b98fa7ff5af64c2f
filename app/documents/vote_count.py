"""Biên bản kiểm phiếu: the counting of a vote's ballots, in a meeting or handed out to every household.

Order and lines follow what is known of NĐ 59/2023/NĐ-CP, Mẫu số 02 and 04 (domain 2.2). What the books do not hold - how many
ballots were issued, who witnessed - is dotted for a hand: it is never guessed from another number.
"""

from typing import Final

from app.documents.covenant_papers import PaperFacts, VoteFacts, outcome_words, words
from app.documents.facts import SignerFacts
from app.documents.pledge_content import in_sentence
from app.documents.tables import Column, TableFacts

_DOTS: Final = "………"
"""A number to be written by hand."""
_BY_HAND: Final = (_DOTS, "")


def vote_count(facts: PaperFacts, vote: VoteFacts) -> TableFacts:
    """Return the minutes of counting; in a vote by ballots to the homes who came is who handed a ballot in."""
    text = words().text
    blank = text("blank")
    fields = {
        "day": vote.day,
        "place": vote.place or blank,
        "village": in_sentence(facts.village),
        "covenant": facts.covenant,
    }
    board = (vote.chair, vote.clerk) if vote.ballot else ("", "")
    return TableFacts(
        title=text("count_title"),
        subtitles=(text("minutes_subject", covenant=facts.covenant),),
        intro=(
            text("count_ballot_opening", **fields) if vote.ballot else text("count_opening", **fields),
            text("count_board", chair=board[0] or blank), text("count_members", clerk=board[1] or blank), text("count_witnesses"),
            text("count_question", covenant=facts.covenant), text("count_result"),
        ),
        columns=(
            Column(text("number"), 11, "center"), Column(text("count_what"), 80),
            Column(text("count_number"), 25, "center"), Column(text("minutes_share"), 46, "center"),
        ),
        rows=tuple((str(number), *row) for number, row in enumerate(_rows(vote), 1)),
        letterhead=facts.letterhead,
        notes=(outcome_words(facts, vote), text("count_closing")),
        signatures=(
            SignerFacts(text("minutes_witness")), SignerFacts(text("count_member"), board[1]),
            SignerFacts(text("count_head"), board[0]),
        ),
        day=facts.date_line,
    )  # fmt: skip


def _rows(vote: VoteFacts) -> tuple[tuple[str, str, str], ...]:
    """Return label, number and share of each line of the result."""
    text = words().text
    agreed, against, other, invalid = (line[1:] for line in vote.lines)
    took = (vote.present, vote.present_share)
    asked, returned, spoilt = (_BY_HAND, took, invalid) if vote.ballot else (took, _BY_HAND, _BY_HAND)
    return (
        (text("count_total"), vote.total, ""),
        (text("count_asked") if vote.ballot else text("count_present"), *asked),
        (text("count_issued"), *_BY_HAND),
        (text("count_returned"), *returned),
        (text("count_valid"), *vote.valid),
        (text("count_invalid"), *spoilt),
        (text("minutes_agreed"), *agreed),
        (text("minutes_against"), *against),
        (text("minutes_other"), *other),
    )
