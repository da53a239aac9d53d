"""Stand-ins for the vendors' servers, for demo, practice and tests; they share no code with the clients they answer."""
