"""Many sheets: the rows of a list, what each waits for and from whom, what can be done to several at once."""
