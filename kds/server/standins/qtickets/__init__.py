"""A stand-in for the Qtickets organiser API (`api/qtickets.md`): orders, admission tickets, shows, scans, webhooks."""
