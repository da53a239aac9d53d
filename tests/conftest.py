"""What every test relies on."""

from __future__ import annotations

import signal

# A run in the background inherits an ignored SIGINT and would hand it on; Ctrl+C must mean the same to every child.
signal.signal(signal.SIGINT, signal.default_int_handler)
