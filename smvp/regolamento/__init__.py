"""The regulation as data: one folder of TOML a version, a frozen typed model, a loader that says file and key of what is wrong."""
