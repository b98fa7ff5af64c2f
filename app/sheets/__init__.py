"""Spreadsheets in and out: any list a village keeps becomes plain rows, any table becomes a file Excel opens."""
