"""The tree of versions: which version was made from which, what changed in the words, and what that moved."""
