"""The web pages of the order server."""
