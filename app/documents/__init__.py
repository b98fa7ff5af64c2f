"""Facts become pages: pledge sheets, signing lists, visit lists, handbooks, as PDF and Word.

Every paper is made in two steps: frozen facts (``facts.py``) -> content in words (wording from ``resources/wording``)
-> pages. This is the only room that imports ReportLab and python-docx. ``facts`` imports neither, so that a
use case may name facts at start-up and reach for a writer only when something is printed.

Writers take an open binary stream; the caller owns the file and its final name.
"""
