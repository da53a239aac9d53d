"""What happens by the clock: the only place that knows the scheduler."""
