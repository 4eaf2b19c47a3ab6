"""Food that changes its shape all the time."""
