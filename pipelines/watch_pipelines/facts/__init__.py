"""One module per fact of a deal; each is a pure function of a `Page` and gives evidence for what it says."""
