"""`studio ui`: opens the page."""

import os
from pathlib import Path
from typing import Annotated

import typer

from studio.cli.options import Backend, BaseModel, Home, ModelName, whole_number
from studio.errors import InvalidInput, StudioError


def ui(
    ctx: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            parser=whole_number(1, 65535, "port"),
            metavar="PORT",
            help="The port to listen on (default: 7860, or the next free one).",
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            "--host", metavar="ADDRESS", help="The address to listen on; any but this machine's needs a password."
        ),
    ] = "127.0.0.1",
    password_file: Annotated[
        Path | None,
        typer.Option("--password-file", metavar="FILE", help="Ask for the password in its first line."),
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", metavar="NAME", help="Also answer to this name; repeatable.")
    ] = None,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--trusted-proxy", metavar="ADDRESS", help="Believe this proxy's X-Forwarded-For and -Proto; repeatable."
        ),
    ] = None,
    api: Annotated[
        bool,
        typer.Option("--api", help="Also serve the speech API at /v1, in OpenAI's shape, to programs with its token."),
    ] = False,
    share: Annotated[bool, typer.Option("--share", hidden=True)] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    backend: Backend = "auto",
    model: ModelName = None,
    base_model: BaseModel = None,
    home: Home = None,
) -> None:
    """Open the page in the browser (the same as `studio` alone)."""
    if ctx.args and ctx.meta["options_first"]:
        ctx.fail(f"The command comes before its options: studio {ctx.args[0]} …")
    if ctx.args:
        ctx.fail(f"Got unexpected extra argument(s) ({' '.join(ctx.args)}).")
    if share:
        raise _no_share()
    from studio import Studio
    from studio.speech_api.api_token import ApiToken
    from studio.ui.security.access import Access
    from studio.ui.server import serve

    access = Access(host, allow_host or [], _password(password_file), trusted_proxy or [])
    chosen_token = os.environ.pop("STUDIO_API_TOKEN", "")  # the worker inherits the environment
    with Studio(home, backend, model, base_model) as studio:
        token = ApiToken(studio.home, chosen_token) if api else None
        serve(studio, port=port, access=access, open_browser=not no_browser, api=token)


def _password(file: Path | None) -> str:
    """Return the page's password, or "", and remove it from the environment, which the worker inherits."""
    from_environment = os.environ.pop("STUDIO_PASSWORD", "")
    if file is None:
        return from_environment
    try:
        return file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"The password file {file} cannot be read: {getattr(error, 'strerror', None) or 'it is not text'}.",
            "Name a file whose first line is the password.",
        ) from None


def _no_share() -> StudioError:
    return StudioError(
        "There is no --share: it would send your voices and texts through somebody else's tunnel.",
        "Forward the port with `ssh -L 7860:127.0.0.1:7860 MACHINE`, or open the page to your own network with --host "
        "and --password-file.",
        code="no-share",
    )
