"""The page as an ASGI application: Gradio's app and the studio's own addresses, behind the guard and the password."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from starlette.types import ASGIApp

from studio.errors import StudioError
from studio.ui.app import build
from studio.ui.first_screen import first_screen
from studio.ui.gradio_assets import ADDRESS, GradioAssets
from studio.ui.gradio_chunks import component_files
from studio.ui.modules import modules_address
from studio.ui.page_document import PageDocument
from studio.ui.routes import routes
from studio.ui.section import Section
from studio.ui.sections import SECTIONS
from studio.ui.security.access import Access
from studio.ui.security.bodies import LARGEST_BODY, Bodies
from studio.ui.security.guard import Guard
from studio.ui.security.password import Gate
from studio.ui.static_files import STATIC
from studio.ui.theme import theme
from studio.ui.words import translations

if TYPE_CHECKING:
    from studio.session import Studio


def page_site(studio: "Studio", access: Access, sections: Sequence[Section] = SECTIONS) -> ASGIApp:
    """Return the page.

    Parameters
    ----------
    studio : Studio
        What the page works on.
    access : Access
        Who may open it.
    sections : sequence of Section, optional
        What the page consists of.

    Returns
    -------
    ASGI application
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, exception_handlers={StudioError: _answer_error})
    app.include_router(routes(studio, sections))
    blocks = build(studio, sections, bool(access.password))
    _mount(app, blocks)
    limited = Bodies(GradioAssets(_document(app, blocks, sections)))
    return Guard(Gate(limited, access.password) if access.password else limited, access.answered_names)


def _mount(app: FastAPI, blocks: gr.Blocks) -> None:
    """Add Gradio's own addresses, without what would reach the internet or record what is done."""
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=theme(),
        favicon_path=str(STATIC / "page" / "favicon.png"),
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=LARGEST_BODY,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        i18n=translations(),
    )


def _document(app: FastAPI, blocks: gr.Blocks, sections: Sequence[Section]) -> ASGIApp:
    """Return the application whose document asks early for the files that the page will draw with."""
    modules = modules_address(sections)
    drawn = component_files(sorted({block.get_block_name() for block in blocks.blocks.values()}))
    opening = first_screen([f"{modules}/page.js", *(f"{ADDRESS}{name}" for name in drawn)])
    return PageDocument(app, f"{modules}/static/page/progress_timer.js", f"{modules}/page.css", opening)


async def _answer_error(_request: object, error: Exception) -> PlainTextResponse:
    """Answer with the error's sentence; without this it would be a traceback in the terminal."""
    return PlainTextResponse(str(error), 500)
