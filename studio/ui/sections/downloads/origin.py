"""Where the sound of a clip comes from, as its download says."""

from typing import TYPE_CHECKING

from studio.audio.tags import TagsDamaged
from studio.domain.clip_ref import ClipRef
from studio.errors import StorageFailed
from studio.store.provenance import Provenance
from studio.ui.sections.downloads.file_names import sound_path

if TYPE_CHECKING:
    from studio.session import Studio


def provenance_of(studio: "Studio", ref: ClipRef) -> Provenance:
    """Return where the sound of a clip comes from.

    Raises
    ------
    NotFound
        If there is no such clip.
    StorageFailed
        If its file cannot be read.
    """
    path = sound_path(studio, ref)
    try:
        incomplete = ref.kind == "take" and studio.library.entry(ref.name).incomplete
        return Provenance.of_file(studio.clips.recipe(str(ref)), path, incomplete=incomplete)
    except (OSError, TagsDamaged) as error:
        raise StorageFailed(f"The sound of {ref} cannot be read: {error}.", "Choose another clip.") from error
