"""Art. 22: the progressions: who may enter, the rankings, the title to the vertical one."""
