"""`studio api token`: tells of the speech API's token, or makes a new one."""

from typing import Annotated

import typer

from studio.cli.options import Home
from studio.cli.output import print_line
from studio.cli.parsing import Command

api = typer.Typer(help="The speech API's token (`studio ui --api`).")


@api.callback()
def _api() -> None:
    pass


@api.command(cls=Command)
def token(
    new: Annotated[bool, typer.Option("--new", help="Make a new token; the one before is no longer valid.")] = False,
    home: Home = None,
) -> None:
    """Tell when the token was made, or make a new one and show it, this once."""
    from studio.speech_api.api_token import ApiToken
    from studio.store.home import home_folder

    kept = ApiToken(home_folder(home))
    if new:
        print_line(kept.renew())
    elif kept.created:
        print_line(f"The token was made at {kept.created}, and shown then. --new makes another one.")
    else:
        print_line("There is no token yet. `studio ui --api` makes one, or --new.")
