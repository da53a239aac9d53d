"""The measurements behind the README's table ()."""
