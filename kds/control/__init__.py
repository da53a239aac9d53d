"""The 0600 Unix socket by which commands reach a running board; it decides nothing, the kitchen does."""
