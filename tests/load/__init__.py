"""Many boards and many presses at once against real servers."""
