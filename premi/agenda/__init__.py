"""What the rewards put on the desk of each role."""
