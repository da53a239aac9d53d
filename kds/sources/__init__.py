"""Where orders come in: one folder per system; the only HTTP clients of the terminal."""
