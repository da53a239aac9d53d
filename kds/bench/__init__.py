"""The measurements of `kds bench`: real processes on this machine, seen from outside; nothing here is part of a board."""
