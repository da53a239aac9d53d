"""Web pages of the order server: the read-only board and the guests' pick-up screen; they change nothing and share no code with the terminal."""
