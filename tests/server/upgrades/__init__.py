"""Databases that earlier versions made, as SQL, and what made them."""
