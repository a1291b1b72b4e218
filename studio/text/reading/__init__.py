"""Reads a description for the editor: what is understood, dimension by dimension, and the linter's notes."""

from studio.text.lint import Fix, Note
from studio.text.reading.read import read
from studio.text.reading.reading import Reading
from studio.text.reading.understood import Understood

__all__ = ["Fix", "Note", "Reading", "Understood", "read"]
