"""Reads the traits of a voice from its description, in English, French or Chinese.

`reader.read_traits` is the whole of it: the description's language (`language.py`), its phrases (`phrases.py`) by that
language's lexicon (`lexicon.py`, one TOML file a language), what each adjective describes (`heads.py`), who speaks
(`speaker.py`), ages (`ages.py`), and what negations and degrees do to a trait (`scope.py`).
"""

from studio.text.description.reader import READER, READER_VERSION, read_traits
from studio.text.description.traits import DIMENSIONS, UNMEASURED, Mention, Traits

__all__ = ["DIMENSIONS", "READER", "READER_VERSION", "UNMEASURED", "Mention", "Traits", "read_traits"]
