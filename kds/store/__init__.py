"""What the terminal keeps: the only SQLite of the terminal; one file, one connection, one thread."""
