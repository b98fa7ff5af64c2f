"""How files on a stick are called; apart, because looking for one must not load what opens it."""

from typing import Final

COMMUNE_FILE_NAME: Final = "sothon_xa_{code}.json"
"""The commune's file; its code is the commune's."""
COMMUNE_FILES: Final = "sothon_xa_*.json"
