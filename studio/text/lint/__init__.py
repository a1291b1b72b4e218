"""The linter of descriptions: notes about what makes a description work less well, with a fix where there is one.

A rule is a function from a `Draft` to notes, listed in `linter.RULES`; its sentences are in `sentences.toml`.
"""

from studio.text.lint.draft import Draft
from studio.text.lint.linter import RULES, lint
from studio.text.lint.note import Fix, Note

__all__ = ["RULES", "Draft", "Fix", "Note", "lint"]
