"""How words are pronounced: for all voices in `pronunciations.json` of the home folder, for one in its preset."""

import json
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from studio.domain.limits import check_pronunciations
from studio.errors import Advice, NotFound, StorageFailed, StudioError
from studio.store.files import read_json, write_atomically
from studio.store.locks import locked
from studio.store.preset_folder import Preset
from studio.store.presets import PresetShelf

EVERYWHERE = ""  # the name of the list for all voices


class Pronunciations:
    """Words and their respellings, for all voices and for single presets.

    A word in lower case is meant however it is written; one with capitals only as it is written. What is for one of the
    user's presets is stored in it, and travels with it; what is for a starter stays in the home folder. Every method
    reads the files anew, so that programs with the same home folder agree.

    Parameters
    ----------
    home : pathlib.Path
        The home folder.
    presets : PresetShelf
        Its presets.

    Examples
    --------
    >>> st.pronunciations.add("Nguyen", "win")  # doctest: +SKIP
    >>> st.pronunciations.add("gif", "jif", preset="evening")  # doctest: +SKIP
    """

    def __init__(self, home: Path, presets: PresetShelf) -> None:
        self._file = home / "pronunciations.json"
        self._presets = presets

    def lists(self) -> dict[str, dict[str, str]]:
        """Return all lists: slug of a preset, or "" for all voices → word → respelling.

        Raises
        ------
        StorageFailed
            If the file is damaged.
        """
        lists = self._listed()
        own = {preset.slug: preset.pronunciations for preset in self._presets.values() if not preset.starter}
        return lists | {slug: {**words, **lists.get(slug, {})} for slug, words in own.items() if words}

    def _listed(self) -> dict[str, dict[str, str]]:
        """Return the lists of the home folder's file."""
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
        lists = self._listed()
        own = self._own(preset)
        return {**lists.get(EVERYWHERE, {}), **(own.pronunciations if own else {}), **lists.get(preset, {})}

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
            if own := self._own(preset):
                self._store(own, {**own.pronunciations, **plain})
                return
            lists = self._listed()
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
            own = self._own(preset)
            if own and word in own.pronunciations:
                self._store(own, {each: said for each, said in own.pronunciations.items() if each != word})
                return
            lists = self._listed()
            if word not in lists.get(preset, {}):
                raise NotFound(
                    f"There is no pronunciation of {word[:40]!r}.",
                    Advice(
                        "st.pronunciations.lists() has all of them.",
                        shell="`studio pronunciations list` shows all of them.",
                    ),
                )
            del lists[preset][word]
            self._write({name: words for name, words in lists.items() if words})

    def move_to_presets(self) -> None:
        """Move what earlier studios listed for one of the user's presets into it; ignores all errors."""
        with suppress(StudioError):
            if not self._listed().keys() - {EVERYWHERE}:
                return
            with locked(self._file.with_suffix(".lock")):
                for slug, words in self._listed().items():
                    if own := self._own(slug):
                        self._store(own, {**own.pronunciations, **words})
                        self._write({name: each for name, each in self._listed().items() if name != slug})

    def _own(self, slug: str) -> Preset | None:
        """Return the user's preset with a slug; None if there is none."""
        try:
            preset = self._presets[slug] if slug else None
        except NotFound:
            return None
        return preset if preset and not preset.starter else None

    def _store(self, preset: Preset, words: Mapping[str, str]) -> None:
        self._presets.change(preset.slug, pronunciations=words)

    def _write(self, lists: dict[str, dict[str, str]]) -> None:
        text = json.dumps(lists, ensure_ascii=False, indent=2) + "\n"
        write_atomically(self._file, lambda file: file.write(text.encode()))
