"""Figures of one server process in Prometheus' text format, at `/metrics`; nothing here changes anything."""
