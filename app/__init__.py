"""Sổ Thôn: the books of a Vietnamese village, kept on one laptop and carried to the commune on a stick.

This module imports nothing: ``app.setup`` runs before any library is installed.
"""

__version__ = "0.1.0"
