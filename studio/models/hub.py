"""Requests a checkpoint's metadata and the bytes of its files from the model hub.

The hub's client is imported only when the hub is asked. It reads HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE and the rest.
"""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

from studio.errors import HubUnreachable, InvalidInput, ModelMissing, StorageFailed, StudioError
from studio.models.hub_cache import hub_cache
from studio.models.proxies import proxy_in_use, proxy_names

if TYPE_CHECKING:
    import httpx2

_PATIENCE = 8.0  # seconds for the hub's first byte; its client alone would wait for ever
_SILENCE = 15.0  # seconds without a byte of a file
_CHUNK = 1 << 17
_PATTERNS = ("*.json", "*.safetensors", "*.txt")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_ACCESS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EIO)
_EXAMPLE = "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-8bit"
_UNCOMPRESSED = {"Accept-Encoding": "identity"}
#: What the hub's client raises for metadata of another form than the hub's.
_MALFORMED = (TypeError, ValueError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True)
class RemoteFile:
    """A file of a model on the hub.

    Parameters
    ----------
    name : str
        Its path within the model.
    size : int
        In bytes.
    sha256 : str
        Of its bytes, for a large file; else "".
    blob : str
        Its git hash, if the hub states it; else "".
    """

    name: str
    size: int
    sha256: str = ""
    blob: str = ""

    @property
    def etag(self) -> str:
        """The file's name in the hub's cache."""
        return self.sha256 or self.blob


@dataclass(frozen=True)
class Listing:
    """The files of a model at one commit; only those a checkpoint needs."""

    model: str
    commit: str
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """Of all files, in bytes."""
        return sum(file.size for file in self.files)


def ask(model: str, revision: str | None = None) -> Listing:
    """Request the list of a model's files from the hub.

    Parameters
    ----------
    model : str
        A hub id.
    revision : str, optional
        A branch, a tag, or a commit; default: "main".

    Returns
    -------
    Listing
        At the commit that the revision names now.

    Raises
    ------
    ModelMissing, HubUnreachable, InvalidInput
        With what to do.
    """
    from huggingface_hub import HfApi

    from studio.models.answer_limit import unusable

    _session()
    api = HfApi(headers=_UNCOMPRESSED)
    try:
        # One request with a timeout, because the client's retries would let a silent hub delay loading for ever.
        info = api.model_info(model, revision=revision, timeout=_PATIENCE, files_metadata=True)
    except Exception as error:
        if is_its_own(error):
            raise explain(model, error, revision) from error
        if isinstance(error, _MALFORMED):
            raise unusable(f"it is not a model's metadata ({type(error).__name__})") from error
        raise
    if not re.fullmatch(r"[0-9a-f]{40}", str(info.sha)):
        raise unusable(f"it does not state the commit of {model}")
    return Listing(model, str(info.sha), tuple(_file(each) for each in info.siblings or [] if _is_wanted(each)))


@contextmanager
def stream(listing: Listing, file: RemoteFile, start: int) -> Iterator[tuple[int, Iterator[bytes]]]:
    """Open a file's bytes from a position on.

    Yields
    ------
    position : int
        Where they really begin: 0 if the hub does not support ranges.
    chunks : iterator of bytes
        At most 128 KiB each; a faulty hub may send more of them than the file has.
    """
    from huggingface_hub import hf_hub_url
    from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

    from studio.models.answer_limit import FILE

    url = hf_hub_url(listing.model, file.name, revision=listing.commit)
    headers = build_hf_headers() | _UNCOMPRESSED
    if start:
        headers["Range"] = f"bytes={start}-"
    with _session().stream("GET", url, headers=headers, timeout=_SILENCE, extensions=FILE) as answer:
        hf_raise_for_status(answer)
        yield (start if answer.status_code == 206 else 0), answer.iter_bytes(_CHUNK)


def _session() -> "httpx2.Client":
    """Return the connection pool of the hub's client, which limits all answers but files.

    Raises
    ------
    HubUnreachable
        If the environment's proxy settings cannot be used.
    """
    import httpx2
    from huggingface_hub.utils import get_session

    from studio.models.answer_limit import limit_answers

    try:
        session: httpx2.Client = get_session()
    except (ValueError, ImportError, httpx2.InvalidURL) as error:  # an address or a scheme that it does not support
        raise HubUnreachable(
            f"The proxy settings of this environment cannot be used: {_without_credentials(str(error).rstrip('.'))}.",
            f"Correct or unset {', '.join(sorted(proxy_names()))}.",
            code="proxy",
        ) from error
    limit_answers(session)
    return session


def _without_credentials(text: str) -> str:
    return re.sub(r"//[^/@\s]*@", "//…@", text)


def is_offline() -> bool:
    """Return whether the hub's client is in offline mode."""
    from huggingface_hub import constants

    return bool(constants.HF_HUB_OFFLINE)


def is_passing(error: Exception) -> bool:
    """Return whether an error is temporary, so that a retry may help."""
    import httpx2

    status = _status(error)
    if status is not None:
        return status in (408, 429) or status >= 500
    return isinstance(error, httpx2.TransportError)


def is_its_own(error: Exception) -> bool:
    """Return whether an error comes from the hub, its client, the network or the disk, rather than from a bug here."""
    return isinstance(error, OSError | StudioError) or type(error).__module__.startswith(("httpx", "huggingface_hub"))


def explain(model: str, error: Exception, revision: str | None = None) -> StudioError:
    """Translate an error of the hub's client into one of the studio."""
    import httpx2

    from studio.models.answer_limit import unusable

    if isinstance(error, StudioError):
        return error
    if isinstance(error, httpx2.TooManyRedirects):
        return unusable("it redirects in circles")
    if isinstance(error, httpx2.DecodingError):
        return unusable("it cannot be decompressed")
    details = {"model": model, "error": f"{type(error).__name__}: {str(error)[:400]}"}
    if isinstance(error, OSError) and error.errno in (*_NO_ROOM, *_NO_ACCESS):
        return StorageFailed(
            f"{model} could not be written to {hub_cache()}: {error.strerror}.",
            "Make room or give access there, or set HF_HOME to another folder. What was downloaded is kept.",
            details=details,
        )
    return _refused(model, error, revision, details)


def _refused(model: str, error: Exception, revision: str | None, details: dict[str, str]) -> StudioError:
    from huggingface_hub import errors

    status = _status(error)
    if isinstance(error, errors.OfflineModeIsEnabled) or isinstance(error.__cause__, errors.OfflineModeIsEnabled):
        return ModelMissing(
            f"The model {model} is not on this machine, and HF_HUB_OFFLINE forbids downloading it.",
            "Unset HF_HUB_OFFLINE, or give the path of a folder that holds the model.",
            details=details | {"missing": model},
        )
    if isinstance(error, errors.RevisionNotFoundError):
        return InvalidInput(
            f"The hub's {model} has no revision {str(revision)[:80]!r}.",
            "Give a branch, a tag or a commit that its page lists, or leave the revision out.",
            code="unknown-revision",
            details=details | {"field": "revision"},
        )
    if status == 401 and _has_token():
        return HubUnreachable(
            f"The hub rejects this machine's token, and with it the request for {model}.",
            "Log in again with `hf auth login`, or correct HF_TOKEN; these models need no token at all.",
            code="hub-token",
            details=details,
        )
    if isinstance(error, errors.GatedRepoError) or status == 403:
        return HubUnreachable(
            f"The hub does not allow downloading {model} without permission.",
            "Accept the model's terms on its page and log in with `hf auth login`, or give the path of a folder.",
            code="hub-refused",
            details=details,
        )
    if isinstance(error, errors.RepositoryNotFoundError) or status in (401, 404):
        return ModelMissing(
            f"The hub has no model {model}, or shows it only to those who log in.",
            f"Check its spelling ({_EXAMPLE} is one), or log in with `hf auth login`.",
            details=details | {"missing": model},
        )
    proxy = proxy_in_use()
    network = f"the network, and the proxy that {proxy} names," if proxy else "the network"
    return HubUnreachable(
        f"The model {model} is not on this machine, and the hub could not be reached.",
        f"Check {network} and try again, or give the path of a folder that holds the model.",
        details=details,
    )


def _status(error: Exception) -> int | None:
    return getattr(getattr(error, "response", None), "status_code", None)


def _has_token() -> bool:
    from huggingface_hub import get_token

    return bool(get_token())


def _is_wanted(sibling: Any) -> bool:
    """Return whether a checkpoint needs the file; never True for a name that leads out of the model's folder."""
    name = sibling.rfilename
    if not isinstance(name, str) or not name.isprintable() or name.startswith("/") or ".." in name.split("/"):
        return False
    return any(fnmatch(name, pattern) for pattern in _PATTERNS)


def _file(sibling: Any) -> RemoteFile:
    from studio.models.answer_limit import unusable

    stated = (sibling.lfs.sha256 if sibling.lfs else "", sibling.blob_id)
    hashes = [value if re.fullmatch(r"[0-9a-f]{40,64}", str(value)) else "" for value in stated]
    if not isinstance(sibling.size, int) or not 0 <= sibling.size < 1 << 63 or not any(hashes):
        raise unusable(f"it does not state the size and hash of {sibling.rfilename[:80]}")
    return RemoteFile(sibling.rfilename, sibling.size, *hashes)
