"""The web shop's inquiries beside the kitchen: what is asked of the shop and when, what is known, what is sent to it."""
