"""What `kds doctor` puts together for whoever looks after a board from afar: how it is, and nothing secret or personal."""
