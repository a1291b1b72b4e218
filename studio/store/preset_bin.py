"""The bin of presets: each one that was deleted or replaced is kept for 30 days, in a folder beside the others."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from studio.errors import Advice, NotFound
from studio.store.files import link_or_copy, make_private_folder, sync_folder
from studio.store.folder_swap import folder_names
from studio.store.preset_folder import Preset, read_preset

KEPT = timedelta(days=30)
_FOLDER = ".bin"  # hidden: lists of presets, of earlier studios too, leave it out
_TIME = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True)
class BinnedPreset:
    """A deleted preset that can be restored.

    Parameters
    ----------
    id : str
        Names it among all that were deleted, also others of the same name.
    preset : Preset
        As it was; its folder is in the bin.
    deleted : datetime
        When it was deleted, in UTC.
    """

    id: str
    preset: Preset
    deleted: datetime

    @property
    def kept_until(self) -> datetime:
        """When it is deleted for good, in UTC."""
        return self.deleted + KEPT


class PresetBin:
    """The deleted presets of a folder. What changes it must hold the lock of the presets.

    Parameters
    ----------
    presets : pathlib.Path
        The folder of the presets.
    """

    def __init__(self, presets: Path) -> None:
        self._folder = presets / _FOLDER

    def slugs(self) -> set[str]:
        """Return the slugs of the deleted presets: `ClipRef`s to them must not name another voice."""
        return {_split(name)[1] for name in self._names()}

    def entries(self) -> list[BinnedPreset]:
        """Return the deleted presets that can be read, the last deleted first."""
        found = (self._entry(name) for name in sorted(self._names(), reverse=True))
        return [entry for entry in found if entry is not None]

    def find(self, name: str) -> BinnedPreset:
        """Return the deleted preset with an id, a slug or a name; the last deleted of several.

        Raises
        ------
        NotFound
            If there is none.
        """
        wanted = str(name).strip().casefold()
        for entry in self.entries():
            if wanted in (entry.id.casefold(), entry.preset.slug, entry.preset.name.casefold()):
                return entry
        raise NotFound(
            f"There is no preset {str(name)[:80]!r} in the bin.",
            Advice("st.presets.bin lists what is in it.", shell="`studio presets bin` lists what is in it."),
        )

    def put(self, preset: Preset) -> BinnedPreset:
        """Move a preset's folder here.

        Raises
        ------
        FileNotFoundError
            If it is gone.
        """
        place, deleted = self._place(preset)
        preset.folder.rename(place)
        sync_folder(self._folder)
        return BinnedPreset(place.name, replace(preset, folder=place), deleted)

    def put_copy(self, preset: Preset, fresh: Path) -> None:
        """Put a preset here that is about to be replaced, by way of a fresh folder's name beside the presets.

        The files are linked, not copied, where the file system can: whatever replaces them is a new file.
        """
        shutil.copytree(preset.folder, fresh, copy_function=link_or_copy)
        fresh.rename(self._place(preset)[0])
        sync_folder(self._folder)

    def empty(self, older_than: timedelta = KEPT) -> None:
        """Delete for good what was deleted that long ago."""
        latest = f"{datetime.now(UTC) - older_than:{_TIME}}"
        for name in self._names():
            if _split(name)[0] < latest:
                shutil.rmtree(self._folder / name, ignore_errors=True)

    def _place(self, preset: Preset) -> tuple[Path, datetime]:
        """Return where a preset goes that is deleted now, and the time."""
        make_private_folder(self._folder)
        deleted = datetime.now(UTC)
        return self._folder / f"{deleted:{_TIME}}-{preset.slug}", deleted

    def _entry(self, name: str) -> BinnedPreset | None:
        preset = read_preset(self._folder / name, starter=False)
        if not isinstance(preset, Preset):
            return None
        deleted, slug = _split(name)
        return BinnedPreset(name, replace(preset, slug=slug), datetime.strptime(deleted, _TIME).replace(tzinfo=UTC))

    def _names(self) -> list[str]:
        return [name for name in _folders(self._folder) if _is_time(_split(name)[0])]


def _folders(folder: Path) -> Iterable[str]:
    return folder_names(folder) if folder.is_dir() else ()


def _split(name: str) -> tuple[str, str]:
    """Return the time and the slug of which a folder's name here consists."""
    time, _, slug = name.partition("-")
    return time, slug


def _is_time(text: str) -> bool:
    try:
        datetime.strptime(text, _TIME)
    except ValueError:
        return False
    return True
