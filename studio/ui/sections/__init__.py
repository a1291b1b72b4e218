"""The sections of the page, in its order. To add one: a folder here that declares a `Section`, and a line below."""

from studio.ui.section import Section
from studio.ui.sections import (
    blind,
    compare,
    consistency,
    design,
    downloads,
    engine_line,
    inspector,
    keep,
    models,
    preset_detail,
    presets,
    pronunciations,
    speak,
    speak_clips,
    speak_voice,
    starred,
    takes,
    versions,
)

SECTIONS: tuple[Section, ...] = (
    engine_line.SECTION,
    models.SECTION,
    design.SECTION,
    takes.SECTION,
    starred.SECTION,
    blind.SECTION,
    compare.SECTION,
    inspector.SECTION,
    keep.SECTION,
    versions.SECTION,
    speak_voice.SECTION,
    speak.SECTION,
    speak_clips.SECTION,
    consistency.SECTION,
    presets.SECTION,
    preset_detail.SECTION,
    downloads.SECTION,
    pronunciations.SECTION,
)
