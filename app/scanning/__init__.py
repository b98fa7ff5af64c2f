"""Scanned paper to sheet codes and ticks: comes with the way back from paper (a later issue)."""
