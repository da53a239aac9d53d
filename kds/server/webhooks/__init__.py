"""The notifications of contract 6, posted to addresses of the installation's choice; nothing waits for them."""
