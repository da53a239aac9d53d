"""Speed of service (board 8): facts of what was cooked, and figures made of them; pure values, no clock, disk or screen."""
