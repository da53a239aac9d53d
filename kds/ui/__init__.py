"""What people see and press: the only Textual."""
