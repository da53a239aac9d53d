"""The venue's side of the kitchen: a show's guests, their scans and what their coming asks of the kitchen."""
