"""The sections of the page, a folder each."""
