"""What developers run: set-up, checks, demonstration, benchmark. Nothing here is shipped."""
