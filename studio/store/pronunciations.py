"""How words are pronounced, for all voices and for single presets: `pronunciations.json` in the home folder."""

import json
import unicodedata
from pathlib import Path

from studio.domain.limits import check_pronunciations
from studio.errors import NotFound, StorageFailed
from studio.store.files import read_json, write_atomically
from studio.store.locks import locked

EVERYWHERE = ""  # the name of the list for all voices


class Pronunciations:
    """Words and their respellings, for all voices and for single presets.

    A word in lower case is meant however it is written; one with capitals only as it is written. Every method reads the
    file anew, so that programs with the same home folder agree.

    Parameters
    ----------
    home : pathlib.Path
        The home folder.

    Examples
    --------
    >>> st.pronunciations.add("Nguyen", "win")  # doctest: +SKIP
    >>> st.pronunciations.add("gif", "jif", preset="evening")  # doctest: +SKIP
    """

    def __init__(self, home: Path) -> None:
        self._file = home / "pronunciations.json"

    def lists(self) -> dict[str, dict[str, str]]:
        """Return all lists: slug of a preset, or "" for all voices → word → respelling.

        Raises
        ------
        StorageFailed
            If the file is damaged.
        """
        try:
            data = read_json(self._file)
            return {str(name): check_pronunciations(words) for name, words in dict(data).items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError) as error:
            raise StorageFailed(
                f"The pronunciations in {self._file} cannot be read.",
                "Correct the file, or delete it and add them again.",
            ) from error

    def of(self, preset: str = EVERYWHERE) -> dict[str, str]:
        """Return the pronunciations of a preset: those for all voices, and its own, which have priority."""
        lists = self.lists()
        return {**lists.get(EVERYWHERE, {}), **(lists.get(preset, {}) if preset else {})}

    def add(self, word: str, respelling: str, preset: str = EVERYWHERE) -> None:
        """Add a pronunciation, or replace that of the same word.

        Parameters
        ----------
        word : str
            As it stands in texts; several words are possible.
        respelling : str
            How the voice is to read it.
        preset : str
            Slug of the only preset that it is for.

        Raises
        ------
        InvalidInput
            If one of them is empty, too long, or has control characters, or the list is full.
        StorageFailed
            If the file cannot be read or written.
        """
        plain = {unicodedata.normalize("NFC", word).strip(): unicodedata.normalize("NFC", respelling).strip()}
        check_pronunciations(plain)
        with locked(self._file.with_suffix(".lock")):
            lists = self.lists()
            self._write({**lists, preset: check_pronunciations({**lists.get(preset, {}), **plain})})

    def remove(self, word: str, preset: str = EVERYWHERE) -> None:
        """Remove the pronunciation of a word.

        Raises
        ------
        NotFound
            If there is none.
        StorageFailed
            As for `add`.
        """
        word = unicodedata.normalize("NFC", word).strip()
        with locked(self._file.with_suffix(".lock")):
            lists = self.lists()
            if word not in lists.get(preset, {}):
                raise NotFound(
                    f"There is no pronunciation of {word[:40]!r}.", "`studio pronunciations list` shows all of them."
                )
            del lists[preset][word]
            self._write({name: words for name, words in lists.items() if words})

    def _write(self, lists: dict[str, dict[str, str]]) -> None:
        text = json.dumps(lists, ensure_ascii=False, indent=2) + "\n"
        write_atomically(self._file, lambda file: file.write(text.encode()))
