"""Downloads a checkpoint into the hub's cache: resumes an interrupted download, and verifies every file's hash.

As a program, `python -m studio.models.fetch MODEL [REVISION]`, it writes its progress as lines of JSON, and exits when
its standard input closes, so that it never outlives the process that started it.
"""

import contextlib
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from studio.errors import Advice, HubUnreachable, ModelUnusable, StorageFailed
from studio.models import hub
from studio.models.checkpoint_files import check_files, kind_of
from studio.models.hub import Listing, RemoteFile
from studio.models.hub_cache import PINNED, cache_folder, cached_snapshot, hub_cache, missing_files, pinned_revision
from studio.models.model_locks import downloading
from studio.models.task_child import report
from studio.store.files import sync, write_atomically

_TRIES = 5  # in a row without a byte
_PAUSE = 1.0  # seconds before the second try; twice as long before each further one
_CHUNK = 1 << 20
_PART = ".studio.incomplete"


@dataclass(frozen=True)
class Progress:
    """Progress of a download.

    Parameters
    ----------
    phase : str
        "waiting" for another program that downloads the same model, "downloading", or "verifying".
    done, total : int
        Bytes on disk, and of all files.
    """

    phase: str
    done: int
    total: int

    @property
    def fraction(self) -> float:
        """The part that is on disk, 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


Report = Callable[[Progress], None]


def fetch(model: str, revision: str | None = None, tell: Report = lambda progress: None) -> Path:
    """Download all files of a model at one commit into the hub's cache, and pin that commit.

    Files on disk are verified against the hub's hashes; missing and damaged ones are downloaded. Of two programs that
    want the same model, one downloads it and the other waits.

    While HF_HUB_OFFLINE is set, a complete model on disk is returned; the lengths of its files are checked, but not
    their hashes, which only the hub knows.

    Parameters
    ----------
    model : str
        A hub id.
    revision : str, optional
        A branch, a tag, or a commit. Default: the pinned commit, else "main".
    tell : callable, optional
        Called with the progress, at most ten times a second.

    Returns
    -------
    Path
        The snapshot's folder.

    Raises
    ------
    ModelMissing, ModelUnusable, HubUnreachable, StorageFailed, InvalidInput
        With what to do. What was downloaded so far is kept, and the next call resumes there.
    """
    if hub.is_offline() and (snapshot := _complete(model, revision)):
        return snapshot
    wanted = revision or pinned_revision(model) or "main"
    listing = hub.ask(model, wanted)
    try:
        with downloading(model, waiting=lambda: tell(Progress("waiting", bytes_on_disk(model), listing.size))):
            snapshot = _Download(listing, tell).run()
            _pin(listing, "main" if wanted == "main" else "")
            return snapshot
    except Exception as error:
        if not hub.is_its_own(error):
            raise
        raise hub.explain(model, error, wanted) from error


def bytes_on_disk(model: str) -> int:
    """Return how many bytes of a model are in the hub's cache, whether or not its files are complete."""
    blobs = cache_folder(model) / "blobs"
    size = 0
    with contextlib.suppress(OSError):  # there is none, or other users' permissions keep it private
        for name in os.listdir(blobs):
            with contextlib.suppress(OSError):  # it is just being renamed
                size += (blobs / name).stat().st_size
    return size


def _complete(model: str, revision: str | None) -> Path | None:
    """Return the complete snapshot of a model, unless another revision is requested."""
    snapshot = cached_snapshot(model)
    if snapshot is None or missing_files(snapshot) or revision not in (None, snapshot.name):
        return None
    check_files(snapshot)
    return snapshot


class _Download:
    """One running download."""

    def __init__(self, listing: Listing, tell: Report) -> None:
        self._listing = listing
        self._tell = tell
        self._home = cache_folder(listing.model)
        self._snapshot = self._home / "snapshots" / listing.commit
        self._digest = hashlib.sha256()  # of the current file
        self._done = 0
        self._reported = 0.0
        self._is_longer = False  # the hub sent more than the promised size of the current file

    def run(self) -> Path:
        (self._home / "blobs").mkdir(parents=True, exist_ok=True)
        self._require_space()
        for file in sorted(self._listing.files, key=lambda file: file.size):
            blob = self._home / "blobs" / file.etag
            if not self._is_intact(blob, file):
                self._get(file, blob)
            _link(blob, self._snapshot / file.name)
            if file.name == "config.json":
                _require_speech(self._listing.model, self._snapshot)  # before gigabytes of weights are downloaded
        self._show("verifying")
        check_files(self._snapshot)
        for partial in (self._home / "blobs").glob(f"*{_PART}"):  # of another revision
            partial.unlink()
        return self._snapshot

    def _require_space(self) -> None:
        blobs = [(file, self._home / "blobs" / file.etag) for file in self._listing.files]
        left = sum(file.size - _size(_part_of(blob)) for file, blob in blobs if not blob.exists())
        free = shutil.disk_usage(self._home).free
        if left > free:
            needed, available = f"{left / 1e9:.1f} GB more", f"{free / 1e9:.1f} GB free"
            raise StorageFailed(
                f"{self._listing.model} needs {needed}, and {hub_cache()} has {available}.",
                "Free some space, or set HF_HOME to a folder on a larger disk.",
                details={"folder": str(hub_cache())},
            )

    def _is_intact(self, blob: Path, file: RemoteFile) -> bool:
        """Return whether a file exists and has the right hash; delete it if the hash is wrong."""
        if not blob.exists():
            return False
        before, self._digest = self._done, _digest(file)
        self._read(blob)
        if self._digest.hexdigest() == file.etag:
            return True
        self._done = before
        blob.unlink()
        return False

    def _get(self, file: RemoteFile, blob: Path) -> None:
        """Download one file; if a resumed download turns out damaged, start once more from the first byte."""
        part = _part_of(blob)
        resumed = part.exists()
        before = self._done
        fault = self._append(file, part)
        if fault and resumed:
            part.unlink()
            self._done = before
            fault = self._append(file, part)
        if fault:
            part.unlink()
            raise _damaged(self._listing.model, file, fault)
        part.replace(blob)

    def _append(self, file: RemoteFile, part: Path) -> str:
        """Download what is missing of a file; return what is wrong with the result, or ""."""
        self._digest, self._is_longer = _digest(file), False
        if part.exists() and part.stat().st_size <= file.size:
            self._read(part)
        else:
            part.unlink(missing_ok=True)
        tries, longest = 0, _size(part)
        while (start := _size(part)) < file.size:
            failure = self._receive(file, part, start)
            if failure is None and _size(part) <= start:
                return f"it has {_size(part):,} bytes instead of {file.size:,}"
            # A hub that cannot resume may send less than before: that is no progress.
            tries = 0 if _size(part) > longest else tries + 1
            longest = max(longest, _size(part))
            if tries == _TRIES:
                raise _interrupted(self._listing, failure)
            time.sleep(_PAUSE * 2 ** (tries - 1) if tries else 0)
        if self._digest.hexdigest() == file.etag:
            return ""
        return f"it has more than {file.size:,} bytes" if self._is_longer else "its hash differs"

    def _receive(self, file: RemoteFile, part: Path, start: int) -> Exception | None:
        """Download from a position to the promised end; return the error that ended it earlier, if any."""
        try:
            with hub.stream(self._listing, file, start) as (position, chunks), part.open("ab") as target:
                if position != start:  # the hub does not support ranges
                    target.truncate(position)
                    self._done -= start
                    self._digest = _digest(file)
                for chunk in self._promised(chunks, file.size - position):
                    target.write(chunk)
                    self._digest.update(chunk)
                    self._advance(len(chunk))
                target.flush()
                sync(target.fileno())
        except Exception as error:
            if not hub.is_passing(error):
                raise
            return error
        return None

    def _promised(self, chunks: Iterator[bytes], count: int) -> Iterator[bytes]:
        """Yield the first `count` bytes; a faulty hub sends more, perhaps without end."""
        for chunk in chunks:
            yield chunk[:count]
            count -= len(chunk)
            if count <= 0:
                self._is_longer = count < 0
                return

    def _read(self, path: Path) -> None:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                self._digest.update(chunk)
                self._advance(len(chunk), "verifying")

    def _advance(self, count: int, phase: str = "downloading") -> None:
        self._done += count
        if time.monotonic() - self._reported > 0.1:
            self._show(phase)

    def _show(self, phase: str) -> None:
        self._reported = time.monotonic()
        self._tell(Progress(phase, self._done, self._listing.size))


def _pin(listing: Listing, branch: str) -> None:
    """Record the commit for the studio, and for other programs if a branch points to it."""
    for ref in filter(None, (PINNED, branch)):
        path = cache_folder(listing.model) / "refs" / ref
        write_atomically(path, lambda file: file.write(listing.commit.encode()), private=False)


def _digest(file: RemoteFile) -> "hashlib._Hash":
    """Return the empty hash that names a file on the hub: SHA-256 if large, else git's SHA-1 of size and bytes."""
    return hashlib.sha256() if file.sha256 else hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)


def _part_of(blob: Path) -> Path:
    return blob.with_name(blob.name + _PART)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _link(blob: Path, place: Path) -> None:
    """Add a file to its snapshot as the hub's client does: a relative link to the blob."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists() and place.resolve() == blob.resolve():
        return
    place.unlink(missing_ok=True)
    try:
        place.symlink_to(os.path.relpath(blob, place.parent))
    except OSError:  # a file system without links
        shutil.copyfile(blob, place)


def _require_speech(model: str, folder: Path) -> None:
    family, kind = kind_of(folder)
    if family != "qwen3_tts" or kind not in ("voice_design", "base"):
        raise ModelUnusable(
            f"The studio cannot speak with {model} ({family or 'unknown type'}, {kind}).",
            Advice(
                "Choose a Qwen3-TTS VoiceDesign or Base model; list(st.models) has them.",
                shell="Choose a Qwen3-TTS VoiceDesign or Base model; `studio models list` names them.",
            ),
            details={"model": model, "model_type": family, "tts_model_type": kind},
        )


def _damaged(model: str, file: RemoteFile, fault: str) -> HubUnreachable:
    return HubUnreachable(
        f"{file.name} of {model} arrived damaged: {fault}.",
        "Download again. If it happens again, the hub or a proxy changes files; see HF_ENDPOINT and HTTPS_PROXY.",
        code="download-damaged",
        details={"model": model, "file": file.name},
    )


def _interrupted(listing: Listing, error: Exception | None) -> HubUnreachable:
    return HubUnreachable(
        f"The download of {listing.model} was interrupted, and the hub does not answer any more.",
        "Download again when the network is back: it resumes where it stopped.",
        code="download-interrupted",
        details={"model": listing.model, "error": f"{type(error).__name__}: {str(error)[:400]}"},
    )


def main(arguments: Sequence[str]) -> int:
    """Run the program."""
    with report() as line:
        model, revision = arguments[0], (arguments[1] if len(arguments) > 1 else None)
        snapshot = fetch(model, revision, lambda progress: line(**asdict(progress)))
        line(phase="done", path=str(snapshot), revision=snapshot.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
