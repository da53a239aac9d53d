"""What happens by the clock: the only APScheduler."""
