"""How the `studio` command reads its arguments, where that differs from typer."""

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup, TyperOption

_OPTION = re.compile(r"-(?!\d*\.?\d+$)\S+")  # "-1" is a number, and "- Yes, he said." is a text


class Command(TyperCommand):
    """A command whose texts may begin with a dash, whose option names may be abbreviated, and whose values are checked.

    A word with a space in it, or a negative number, is never an option, as with `argparse`.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the options first, then everything else."""
        return super().parse_args(ctx, args if ctx.resilient_parsing else self._options_first(ctx, args))

    def _options_first(self, ctx: Any, args: list[str]) -> list[str]:
        takes_value = {
            name: not option.is_flag
            for option in self.get_params(ctx)
            if isinstance(option, TyperOption)
            for name in option.opts
        }
        options, words, rest = [], [], list(args)
        while rest and (word := rest.pop(0)) != "--":
            if not _is_option(word, takes_value):
                words.append(word)
                continue
            options.append(_full_name(word, takes_value))
            if takes_value.get(options[-1]):
                if not rest or _is_option(rest[0], takes_value):
                    ctx.fail(f"Option '{options[-1]}' needs a value.")
                options.append(rest.pop(0))
        return [*options, "--", *words, *rest]


def _is_option(word: str, known: dict[str, bool]) -> bool:
    return bool(_OPTION.fullmatch(word)) or _full_name(word, known).partition("=")[0] in known


def _full_name(word: str, known: dict[str, bool]) -> str:
    """Return an abbreviated `--option` or `--option=value` with its full name, or the word itself."""
    name, equals, value = word.partition("=")
    matches = [full for full in known if full.startswith(name)]
    if name.startswith("--") and len(name) > 2 and name not in known and len(matches) == 1:
        return f"{matches[0]}{equals}{value}"
    return word


class RootGroup(TyperGroup):
    """The `studio` command itself: alone, or with options only, it opens the page."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Insert the command `ui` where no command comes first."""
        own = {name for option in self.get_params(ctx) for name in option.opts}
        opens_page = not args or (args[0].startswith("-") and args[0].partition("=")[0] not in own)
        ctx.meta["options_first"] = opens_page and bool(args)
        complete = not ctx.resilient_parsing  # while a shell completes it, the command is still to come
        return super().parse_args(ctx, ["ui", *args] if opens_page and complete else args)
