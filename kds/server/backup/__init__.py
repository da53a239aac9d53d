"""Back-up of the running server's SQLite database into a file, and its return; knows no table but `facts` and `sessions`."""
