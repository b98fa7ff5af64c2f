"""Scanned paper: geometry, symbols, squaring up, ink, files, whole pages."""
