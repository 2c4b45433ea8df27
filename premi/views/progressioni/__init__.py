"""Art. 22: the progressions in the browser."""
