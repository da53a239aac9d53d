"""Turns a board into exact rows of cells, as pure functions; nothing here knows Textual, keys or where a board comes from."""
