"""One module per screen; each decides what its keys do."""
