"""Changes a description as a person would by hand: one thing that it says, in a sentence that stays natural.

`edit.py` has the functions; `writing.py` chooses among the ways to write an edit, which `inserting.py`, `replacing.py`,
`removing.py` and `people.py` propose; `grammar.py` has the words of each language, `ladders.toml` the steps of each
dimension.
"""

from studio.text.edit.changing import changed
from studio.text.edit.edit import add, add_words, less, more, remove, steps, swap
from studio.text.edit.grammar import ladders
from studio.text.edit.joining import Edit
from studio.text.edit.starts import start

#: The dimensions that `more`, `less` and `steps` know.
ORDERED = frozenset(ladders())

__all__ = ["ORDERED", "Edit", "add", "add_words", "changed", "less", "more", "remove", "start", "steps", "swap"]
