"""Changes a description as a person would by hand: one thing that it says, in a sentence that stays natural.

`edit.py` has the functions and chooses among the ways to write an edit; `inserting.py`, `replacing.py`, `removing.py`
and `people.py` propose them; `grammar.py` has the words of each language, `ladders.toml` the steps of each dimension.
"""

from studio.text.edit.edit import add, less, more, remove, steps, swap
from studio.text.edit.joining import Edit

__all__ = ["Edit", "add", "less", "more", "remove", "steps", "swap"]
