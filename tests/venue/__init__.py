"""A venue's evening: the real client, the real stand-in, virtual time."""
