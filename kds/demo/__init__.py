"""A simulated dining room and the replay of recorded orders; both talk to a server over HTTP only."""
