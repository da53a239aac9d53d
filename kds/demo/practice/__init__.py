"""Invented orders inside the board's own process, for practice: no server, no HTTP, nothing that outlives it."""
