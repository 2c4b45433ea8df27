"""What the evaluations give each role to do, for the home page. One module a sheet; each registers itself when it is imported."""
