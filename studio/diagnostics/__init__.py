"""What is on this machine, and how the whole holds under load."""
