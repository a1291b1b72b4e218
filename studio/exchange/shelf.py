"""The presets of a home folder, with export and import."""

import os
from collections.abc import Sequence
from pathlib import Path

from studio.exchange.exporting import Exported, export
from studio.exchange.importing import Imported, import_presets
from studio.exchange.registry import format_named
from studio.store.files import make_folder
from studio.store.preset_folder import Preset
from studio.store.presets import PresetShelf

_SEPARATORS = tuple(filter(None, (os.sep, os.altsep)))


class PresetExchange(PresetShelf):
    """A `PresetShelf` whose presets can leave, and arrive, in several formats; see `docs/exchange.md`."""

    def export(self, names: str | Sequence[str], path: str | Path, format: str = "studio") -> Exported:
        """Write presets in a format, for another machine or another program.

        Parameters
        ----------
        names : str or sequence of str
            Names or slugs.
        path : str or pathlib.Path
            The file for one preset in a format of one file; else a folder. A string that ends in a slash is a folder
            always, which is created; so is a folder that exists: the file gets the preset's name in it.
        format : str
            "studio", "vox", "voicebox", "pair" …: a key of `studio.exchange.registry.FORMATS`.

        Returns
        -------
        Exported
            The files, and what the format does not hold.

        Raises
        ------
        NotFound
            If there is no such preset.
        InvalidInput
            If there is no such format, or several presets are to become one file.
        StorageFailed
            If a file cannot be written.
        """
        chosen = [self[name] for name in ([names] if isinstance(names, str) else names)]
        form = format_named(format)
        if isinstance(path, str) and path.endswith(_SEPARATORS):
            make_folder(Path(path))
        return export(chosen, Path(path), form)

    def add(
        self,
        path: str | Path,
        *,
        transcript: str = "",
        consent: str = "",
        overwrite: bool = False,
        rename: bool = False,
    ) -> Preset:
        """Import the voice in a file or folder; of several voices in it, the first.

        Parameters
        ----------
        path : str or pathlib.Path
            A zip file, a folder, or a sound whose words are beside it in NAME.txt.
        transcript, consent, overwrite, rename
            As for `add_all`.

        Raises
        ------
        NotFound
            If there is no such file.
        InvalidInput
            If it holds no voice that can be read; the error names the cause.
        AlreadyExists
            If a preset of that name exists, and neither `overwrite` nor `rename` is true.
        """
        found = self.add_all([path], transcript=transcript, consent=consent, overwrite=overwrite, rename=rename)[0]
        if found.preset is None:
            assert found.error is not None
            raise found.error
        return found.preset

    def add_all(
        self,
        paths: Sequence[str | Path],
        *,
        transcript: str = "",
        consent: str = "",
        overwrite: bool = False,
        rename: bool = False,
    ) -> list[Imported]:
        """Import the voices in files and folders, each for itself; as `studio.exchange.importing.import_presets`."""
        files = [Path(path) for path in paths]
        return import_presets(self, files, transcript, consent, overwrite=overwrite, rename=rename)
