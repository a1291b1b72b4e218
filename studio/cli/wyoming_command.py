"""`studio wyoming`: serves saved voices to Home Assistant and other programs with the Wyoming protocol."""

from typing import Annotated

import typer

from studio.cli.options import Backend, BaseModel, Home, ModelName, whole_number
from studio.cli.output import print_line, print_notice
from studio.errors import StudioError


def wyoming(
    port: Annotated[
        int,
        typer.Option("--port", parser=whole_number(1, 65535, "port"), metavar="PORT", help="The port to listen on."),
    ] = 10200,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on; 0.0.0.0 for other machines.")
    ] = "127.0.0.1",
    uri: Annotated[
        str | None,
        typer.Option("--uri", metavar="URI", help="Listen here instead: tcp://ADDRESS:PORT or unix:///PATH."),
    ] = None,
    voice: Annotated[
        str, typer.Option("--voice", metavar="NAME", help="The voice of requests that name none (default: the first).")
    ] = "",
    backend: Backend = "auto",
    model: ModelName = None,
    base_model: BaseModel = None,
    home: Home = None,
) -> None:
    """Serve saved voices with the Wyoming protocol, for Home Assistant."""
    from studio import Studio

    try:
        from studio.wyoming.wyoming_server import check_uri, is_local, serve_wyoming
    except ModuleNotFoundError as error:
        raise StudioError(
            "The Wyoming server needs the package wyoming, which is not installed.",
            "Install it with: pip install 'voice-studio[wyoming]'",
            code="wyoming-extra-missing",
        ) from error

    address = uri or f"tcp://{f'[{host}]' if ':' in host else host}:{port}"
    check_uri(address)
    if not is_local(address):
        print_notice("Everybody who can reach this address can speak with your voices: Wyoming has no password.")
    with Studio(home, backend, model, base_model) as studio:
        if voice:
            studio.clips.named(voice)  # before the first request
        serve_wyoming(
            studio, address, voice, lambda: print_line(f"The Wyoming server is open at {address}  (Ctrl-C ends it)")
        )
