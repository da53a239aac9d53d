"""Tells listeners what has changed: the SignalR hub of contract 6; it never tells more than a reader could have read."""
