"""The embedded order server: speaks the POS's API; shares no code with the terminal but errors, log and paths."""
