"""Speak and save the starter gallery in `presets/`, from `gallery.toml`: `python scripts/make_gallery.py [NAME …]`.

The sketch backend speaks it, so that somebody without a model has something to hear and to start from. With the same
versions the same files come out, byte for byte. Voices that the table does not list stay as they are.
"""

import json
import shutil
import sys
import tempfile
import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from studio import Preset, Recipe, Studio
from studio.audio.metrics import measure
from studio.audio.tags import with_tags
from studio.audio.thumbnail import thumbnail
from studio.store.preset_fields import slug_of
from studio.store.preset_folder import read_presets
from studio.store.provenance import Provenance

TABLE = Path(__file__).with_name("gallery.toml")
GALLERY = Path(__file__).parent.parent / "presets"
LICENCE = "CC0-1.0"
CREATED = datetime(2026, 11, 29, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A voice of the table; see there."""

    name: str
    description: str
    text: str
    language: str
    seed: int
    tags: list[str]
    use: str
    deliveries: tuple[str, ...] = ()


def main() -> None:
    """Make the voices of the table, or those that are named, and note in every sound where it comes from."""
    rows = [Row(**row) for row in tomllib.loads(TABLE.read_text(encoding="utf-8"))["voice"]]
    with tempfile.TemporaryDirectory() as home, Studio(home, backend="sketch") as studio:
        for row in rows:
            if not sys.argv[1:] or row.name in sys.argv[1:]:
                _place(_made(studio, row))
    for preset in read_presets(GALLERY, starter=True):
        if isinstance(preset, Preset):
            _describe(preset)
            _note_origin(preset)


def _made(studio: Studio, row: Row) -> Preset:
    """Return a voice of the table as a preset of the studio's home folder."""
    recipe = Recipe(row.description, row.text, row.seed, row.language).checked()
    (take,) = studio.design([recipe])
    preset = studio.presets.save(take, row.name, tags=row.tags, notes=row.use, licence=LICENCE)
    for name in row.deliveries:
        (spoken,) = studio.propose_delivery(preset, name, takes=1)
        preset = studio.presets.add_delivery(preset.slug, name, spoken.take)
    return preset


def _place(preset: Preset) -> None:
    """Copy a preset into the gallery, without what depends on when it was made."""
    folder = GALLERY / slug_of(preset.name)
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(preset.folder, folder)
    _write(replace(preset, folder=folder, created=CREATED, lineage=None))
    for file in folder.iterdir():
        file.chmod(0o644)  # presets of a person are theirs alone
    folder.chmod(0o755)


def _describe(preset: Preset) -> None:
    """Add the measurements and the picture, so that no page must make them."""
    samples, sample_rate = preset.reference()
    measured = measure(samples, sample_rate, preset.transcript)
    _write(replace(preset, measurements=measured.rounded(), units=measured.units))
    preset.picture_path.write_bytes(thumbnail(samples, sample_rate))


def _write(preset: Preset) -> None:
    text = json.dumps(preset.to_json(), ensure_ascii=False, indent=2)
    (preset.folder / "preset.json").write_text(f"{text}\n", encoding="utf-8")


def _note_origin(preset: Preset) -> None:
    for file, recipe, _ in preset.sounds():
        file.write_bytes(with_tags(file.read_bytes(), Provenance.of_file(recipe, file).tags()))


if __name__ == "__main__":
    main()
