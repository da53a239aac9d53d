"""Figures of a running board as a text file for Prometheus' node_exporter; nothing on the board waits for it."""
