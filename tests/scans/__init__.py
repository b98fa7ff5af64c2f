"""A corpus of scanned sheets with known truth: printed by the program, marked by an invented hand, spoilt like real scans."""
