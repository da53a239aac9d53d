"""What screens are made of; the board is one widget."""
