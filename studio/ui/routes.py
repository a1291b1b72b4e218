"""The page's own addresses: the JavaScript modules, and what the sections add. All of them only read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fastapi import APIRouter

from studio.ui.modules import module_routes
from studio.ui.section import Section

if TYPE_CHECKING:
    from studio.session import Studio


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
    module_routes(router, sections)
    return router
