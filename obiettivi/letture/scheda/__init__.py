"""One sheet: its page, its way through the states, what is written on it, how it is examined and how it went."""
