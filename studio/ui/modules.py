"""The page's JavaScript modules and stylesheet: their addresses contain a hash of all, so that a browser keeps them."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from studio.ui.lookups import FRESH, UNCHANGING, found
from studio.ui.module_bundle import bundle
from studio.ui.section import Section
from studio.ui.static_files import STATIC
from studio.ui.styles import stylesheet
from studio.ui.words import words_module


def module_files(sections: Sequence[Section]) -> dict[str, Path]:
    """Return every JavaScript module by its path below `modules_address`, the same as its path below this folder."""
    shared = {f"static/{path.relative_to(STATIC).as_posix()}": path for path in STATIC.rglob("*.js")}
    own = {f"sections/{each.name}/{name}": path for each in sections for name, path in each.modules.items()}
    return shared | own


def modules_address(sections: Sequence[Section]) -> str:
    """Return the address below which the modules are served; it changes with the content of any of them."""
    return f"/studio/modules/{_version(sections)}"


def page_module(sections: Sequence[Section]) -> str:
    """Return all modules as one; see `studio.ui.module_bundle.bundle`."""
    files = module_files(sections)
    texts = {name: files[name].read_text(encoding="utf-8") for name in sorted(files)}
    return bundle(texts | {"words.js": words_module()})


def module_routes(router: APIRouter, sections: Sequence[Section]) -> None:
    """Serve the modules; those of another version too, for a page that was open while the studio was updated."""
    files = module_files(sections)
    current = _version(sections)
    styles, joined = stylesheet(sections), page_module(sections)

    @router.get("/modules/{version}/page.js")
    def page(version: str) -> Response:
        headers = UNCHANGING if version == current else FRESH
        return Response(joined, media_type="text/javascript", headers=headers)

    @router.get("/modules/{version}/words.js")
    def words(version: str) -> Response:
        headers = UNCHANGING if version == current else FRESH
        return Response(words_module(), media_type="text/javascript", headers=headers)

    @router.get("/modules/{version}/page.css")
    def page_styles(version: str) -> Response:
        headers = UNCHANGING if version == current else FRESH
        return Response(styles, media_type="text/css", headers=headers)

    @router.get("/modules/{version}/{name:path}.js")
    def module(version: str, name: str) -> FileResponse:
        headers = UNCHANGING if version == current else FRESH
        return FileResponse(found(files.get, f"{name}.js"), media_type="text/javascript", headers=headers)


def _version(sections: Sequence[Section]) -> str:
    files = module_files(sections)
    digest = hashlib.sha256(stylesheet(sections).encode())
    for name in sorted(files):
        digest.update(f"{name}\0".encode() + files[name].read_bytes())
    digest.update(words_module().encode())
    return digest.hexdigest()[:16]
