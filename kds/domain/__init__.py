"""Values and pure functions: no clock, disk, network or framework may be imported here."""
