"""Preparation requests (contract 1): their values, statuses, generation from tickets, storage and routes."""
