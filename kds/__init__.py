"""Kitchen and bar display for the terminal; the package itself imports nothing, so that `kds --version` is instant."""

__version__ = "0.1.0"
