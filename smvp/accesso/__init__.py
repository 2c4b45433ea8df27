"""Art. 35: requests to see the acts of the cycle, from the request to the copies."""
