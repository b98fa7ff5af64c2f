"""Change notes: everything a village does is a growing pile of them, and the tables on screen are a view of that pile.

``note`` is the fact, ``merge`` the pure rule, ``tables`` where notes lie, ``capture`` writes them beside the rows a use case
changes, ``absorb`` takes in notes from elsewhere, ``views`` computes rows from notes, ``undo`` and ``history`` read them back.
"""
