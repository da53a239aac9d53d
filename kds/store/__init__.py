"""The only place that opens the terminal's database: one file, one connection, one thread; it decides nothing."""

from kds.store.store import Store, opened

__all__ = ["Store", "opened"]
