"""What is timed by `make bench`."""
