"""The sections of the page, in its order. To add one: a folder here that declares a `Section`, and a line below."""

from studio.ui.section import Section
from studio.ui.sections import (
    blind,
    compare,
    consistency,
    design,
    engine_line,
    inspector,
    keep,
    models,
    presets,
    pronunciations,
    speak,
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
    speak.SECTION,
    consistency.SECTION,
    presets.SECTION,
    pronunciations.SECTION,
)
