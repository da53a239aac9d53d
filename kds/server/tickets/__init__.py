"""Guests' bills (contract 2): what tills write, what it costs, who may change it, and the orders that follow from it."""
