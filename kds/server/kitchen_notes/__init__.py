"""What the screens of one kitchen tell each other (contract 7)."""
