"""Whole stories on real processes: a server, a board on a terminal, and what the keys did."""
