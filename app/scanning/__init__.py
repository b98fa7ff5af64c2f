"""Signed sheets on their way back: files from a scanner or a phone -> whose sheet it is, which boxes are marked, whether signed.

One page goes down this list: ``pictures`` (file -> picture) -> ``symbols`` (the codes in it) -> ``squaring`` (how the sheet lies,
by its codes and the fine angles at its corners; ``geometry`` is the plane behind it) -> ``ink`` (how much of a box is covered)
-> ``reading`` (all of it, and what to say of a page without a sheet). Where a sheet's marks were printed the books know; the
caller hands them in (:class:`app.records.marks.Mark`).

Two rules: what is not certain is said to be unsure, and a page is never taken for another household's. Handwriting is not read.
This is the only room that imports numpy, Pillow and pypdfium2.
"""
