"""The search for takes: one small language for the page, the command and programs, in SQL."""
