"""What a restaurant consists of: order endpoints, zones, devices, roles, users, API keys, sessions."""
