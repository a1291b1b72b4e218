"""The page's own addresses: the JavaScript modules, and what the sections add. All of them only read."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import FileResponse

from studio.ui.lookups import FRESH, found
from studio.ui.section import Section

if TYPE_CHECKING:
    from studio.session import Studio

STATIC = Path(__file__).parent / "static"


def routes(studio: "Studio", sections: Sequence[Section]) -> APIRouter:
    """Return the addresses under /studio.

    Parameters
    ----------
    studio : Studio
        Whose takes and presets are served.
    sections : sequence of Section
        What adds addresses and modules.
    """
    router = APIRouter(prefix="/studio")
    for section in sections:
        if section.routes is not None:
            section.routes(router, studio)
    files = module_files(sections)

    @router.get("/{name:path}.js")
    def module(name: str) -> FileResponse:
        return FileResponse(found(files.get, f"{name}.js"), media_type="text/javascript", headers=FRESH)

    return router


def module_files(sections: Sequence[Section]) -> dict[str, Path]:
    """Return every JavaScript module by its address below /studio, the same as its path below this folder."""
    shared = {f"static/{path.relative_to(STATIC).as_posix()}": path for path in STATIC.rglob("*.js")}
    own = {f"sections/{each.name}/{name}": path for each in sections for name, path in each.modules.items()}
    return shared | own
