"""The hub and the webhooks of the order server, over real connections."""
