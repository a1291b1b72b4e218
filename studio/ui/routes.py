"""The page's own addresses: the JavaScript modules, sentences by language, what sections add. They store nothing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Body

from studio.ui.modules import module_routes
from studio.ui.section import Section
from studio.ui.words.sentences import translate

if TYPE_CHECKING:
    from studio.session import Studio


_MOST_SENTENCES = 64  # in one request


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

    @router.post("/sentences.json")
    def sentences(texts: Annotated[list[str], Body(max_length=_MOST_SENTENCES)], interface: str = "en") -> list[str]:
        return [translate(text, interface) for text in texts]

    return router
