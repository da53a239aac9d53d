"""The Portos POS: client, wire models, their translation into the domain, and request signing."""
