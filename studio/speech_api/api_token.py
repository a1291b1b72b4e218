"""The token of the speech API: shown once, when it is made; the home folder keeps its SHA-256 only."""

import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime
from pathlib import Path

from studio.errors import InvalidInput, StorageFailed
from studio.store.files import read_json, write_atomically

TOKEN_FILE = "api-token.json"
_SHORTEST = 16  # characters of a token that somebody chose


class ApiToken:
    """Checks the token of requests. It stays the same over restarts, until a new one is made.

    Parameters
    ----------
    home : pathlib.Path
        The home folder.
    chosen : str
        A token of one's own, which is kept nowhere; "" for that of the home folder.

    Raises
    ------
    InvalidInput
        If the chosen token is too short.
    """

    def __init__(self, home: Path, chosen: str = "") -> None:
        if chosen and len(chosen) < _SHORTEST:
            raise InvalidInput(
                f"The token has {len(chosen)} characters; the minimum is {_SHORTEST}.",
                "Choose a longer one, or leave STUDIO_API_TOKEN out.",
                code="weak-token",
            )
        self._path = home / TOKEN_FILE
        self._chosen = _digest(chosen) if chosen else ""

    @property
    def created(self) -> str:
        """When the home folder's token was made, in ISO 8601; "" where there is none."""
        return self._stored().get("created", "")

    def create_once(self) -> str:
        """Make a token where there is none yet, and return it; else return "".

        Where the home folder cannot be written, it is valid until the program ends.
        """
        if self._chosen or self._stored():
            return ""
        try:
            return self.renew()
        except StorageFailed:
            token = _new_token()
            self._chosen = _digest(token)
            return token

    def renew(self) -> str:
        """Make a new token, and return it; the one before is no longer valid, also in programs that run.

        Raises
        ------
        StorageFailed
            If the home folder cannot be written.
        """
        token = _new_token()
        content = {"sha256": _digest(token), "created": datetime.now(UTC).isoformat(timespec="seconds")}
        write_atomically(self._path, lambda file: file.write(json.dumps(content).encode()))
        return token

    def matches(self, given: str) -> bool:
        """Return whether this is the token; takes the same time for every wrong one."""
        expected = self._chosen or self._stored().get("sha256", "")
        return hmac.compare_digest(_digest(given), expected) and bool(expected)

    def _stored(self) -> dict[str, str]:
        try:
            content = read_json(self._path)
        except (OSError, ValueError):
            return {}
        valid = isinstance(content, dict) and all(isinstance(content.get(key), str) for key in ("sha256", "created"))
        return content if valid and content["sha256"].isascii() else {}


def _new_token() -> str:
    return f"studio-{secrets.token_urlsafe(32)}"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
