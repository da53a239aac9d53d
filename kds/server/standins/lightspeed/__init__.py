"""A stand-in for the Lightspeed eCom (C-Series) API (`api/lightspeed.md`): inquiries, their messages, webhooks."""
