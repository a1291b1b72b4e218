"""The models that the studio can use: lists, downloads, removes and quantises them."""

import os
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import Advice, EngineBusy, InvalidInput, ModelMissing, StorageFailed, StudioError, studio_closed
from studio.models.catalogue import CATALOGUE, ORIGINALS, Checkpoint, published, recommended
from studio.models.checkpoint_files import kind_of, read_json
from studio.models.fetch import bytes_on_disk
from studio.models.hub_cache import cache_folder, cached_snapshot, is_folder, missing_files
from studio.models.machine import Machine, this_machine
from studio.models.model_locks import is_unfinished, remove_unfinished, removing
from studio.models.task import Task
from studio.models.use_lock import InUse, is_in_use
from studio.store.files import storage

_RESUMES = "What was downloaded is kept: download it again to resume."
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
_KINDS = {"voice_design": "design", "base": "base"}


@dataclass(frozen=True)
class Model:
    """A model and its state on this machine.

    Parameters
    ----------
    model : str
        A hub id, or the path of a folder that the studio created.
    kind : str
        "design" or "base".
    parameters, precision : str
        Such as "1.7B" and "8bit"; the first is "" if unknown.
    size_bytes : int
        Of all its files.
    memory_bytes : int
        Estimated memory of the generation process while it uses the model.
    state : str
        "complete", "partial" or "none".
    on_disk_bytes : int
        Bytes of its files on disk.
    revision : str
        The commit that is loaded, or "".
    recommended : bool
        Whether it is one of the two for this machine's memory.
    fits : bool
        Whether it needs no more than three quarters of the machine's memory, the limit of the generation process.
    in_use : bool
        Whether a program has loaded it.
    too_slow : bool
        Whether it is quantised and MLX runs on this machine's CPU, where it takes some 19 s for 0.08 s of sound.
    """

    model: str
    kind: str
    parameters: str
    precision: str
    size_bytes: int
    memory_bytes: int
    state: str
    on_disk_bytes: int
    revision: str
    recommended: bool
    fits: bool
    in_use: bool
    too_slow: bool = False

    @property
    def name(self) -> str:
        """The end of its id, which is enough to name it."""
        return self.model.rsplit("/", 1)[-1].removeprefix("Qwen3-TTS-12Hz-")


class ModelShelf:
    """The models of this machine. Every method may be called from any thread.

    Parameters
    ----------
    folder : pathlib.Path
        The models that the studio created.
    memory_bytes : int, optional
        Of a machine with a GPU; default: this machine.

    Attributes
    ----------
    machine : Machine
        For which models are recommended.
    """

    def __init__(self, folder: Path, memory_bytes: int | None = None) -> None:
        self._folder = folder
        self.machine = Machine(memory_bytes) if memory_bytes else this_machine()
        self._downloads: dict[str, Task] = {}
        self._copies: dict[Path, Task] = {}  # being quantised, by target folder
        self._lock = threading.RLock()  # a signal handler may call again what it interrupts
        self._closed = False

    def __iter__(self) -> Iterator[Model]:
        """Iterate over the published models, Qwen's uploads that are on disk, and models that the studio quantised."""
        for checkpoint in CATALOGUE:
            yield self._published(checkpoint)
        for checkpoint in ORIGINALS:
            if bytes_on_disk(checkpoint.model):
                yield self._published(checkpoint)
        for folder in self._created():
            if not is_unfinished(folder) and (made := self._made(folder)):
                yield made

    def find(self, name: str) -> str:
        """Return the model of a name.

        Parameters
        ----------
        name : str
            A hub id, the end of a published one such as "VoiceDesign-8bit", or a folder.

        Returns
        -------
        str
            A hub id or a path.

        Raises
        ------
        InvalidInput, ModelMissing
            If it names no model, or several.
        """
        if is_folder(name):
            folder = os.path.expanduser(name)
            if not os.path.isdir(folder):  # False also for what no system accepts as a path
                raise ModelMissing(f"There is no folder {name}.", "Check the path.", details={"missing": name})
            return os.path.realpath(folder)
        if re.fullmatch(f"{_PART}/{_PART}", name) and "--" not in name and ".." not in name:
            return name
        made = self._folder / name
        if name and "/" not in name and os.path.exists(made / "config.json"):
            return str(made)
        ends = published(name)
        if len(ends) == 1:
            return ends[0]
        raise InvalidInput(
            f"{name[:80]!r} names {'several models' if ends else 'no model'}.",
            Advice(
                "Give a hub id, or the end of one in list(st.models), such as VoiceDesign-8bit.",
                shell="Give a hub id, or the end of one that `studio models list` shows, such as VoiceDesign-8bit.",
            ),
            code="invalid-model",
            details={"field": "model"},
        )

    def download(self, name: str, revision: str | None = None) -> Task:
        """Start a download and return its task, or the running download of the same model.

        Files on disk are verified, an interrupted download is resumed, and the commit is pinned.

        Parameters
        ----------
        name : str
            As for `find`.
        revision : str, optional
            A branch, a tag, or a commit. Default: the pinned commit, else "main".

        Returns
        -------
        Task
            Can be followed, awaited and cancelled.

        Raises
        ------
        InvalidInput
            If it is not a hub id.
        """
        model = self.find(name)
        if is_folder(model):
            raise InvalidInput(f"{model} is a folder, not a hub id.", "Give a hub id.", code="invalid-model")
        if revision is not None and not re.fullmatch(r"[\w./-]{1,200}", revision):
            raise InvalidInput(
                f"{revision[:80]!r} is not a valid revision.",
                "Give a branch, a tag or a commit.",
                code="unknown-revision",
            )
        with self._lock:
            if self._closed:
                raise studio_closed()
            task = self._downloads.get(model)
            if task is None or task.state.over:
                task = Task(["studio.models.fetch", model, *filter(None, [revision])], _RESUMES)
                self._downloads[model] = task
            return task

    @property
    def memory_bytes(self) -> int:
        """The machine's memory."""
        return self.machine.memory_bytes

    @property
    def downloads(self) -> dict[str, Task]:
        """The last download of each model in this process."""
        with self._lock:
            return dict(self._downloads)

    def remove(self, name: str) -> int:
        """Delete all files of a model.

        Parameters
        ----------
        name : str
            As for `find`; a folder only if the studio created it.

        Returns
        -------
        int
            Freed bytes.

        Raises
        ------
        ModelMissing
            If it is not on this machine.
        EngineBusy
            If a program has loaded it or is downloading it.
        InvalidInput
            If it is a folder that the studio did not create.
        StorageFailed
            If it cannot be deleted.
        """
        model = self.find(name)
        folder = self._folder_of(model)
        if not folder.is_dir():
            advice = Advice("list(st.models) says what is.", shell="`studio models list` shows what is.")
            raise ModelMissing(f"{model} is not on this machine.", advice)
        try:
            with removing(model):
                freed = _own_bytes(folder)
                shutil.rmtree(folder)
        except InUse:
            raise EngineBusy(
                f"{model} is in use: a program has loaded it or is downloading it.",
                "Choose another model in that program, or end it; then try again.",
                code="model-in-use",
            ) from None
        except OSError as error:
            raise StorageFailed(f"{folder} could not be removed: {error.strerror}.", "Check its permissions.") from None
        with self._lock:
            self._downloads.pop(model, None)
        return freed

    def quantize(self, name: str, bits: int, output: str | Path | None = None) -> Task:
        """Start to quantise a model and return the task, or the running one with the same target.

        Parameters
        ----------
        name : str
            As for `find`; a model that is not quantised.
        bits : int
            Per weight: 8, 6 or 4.
        output : str or pathlib.Path, optional
            A folder that does not exist; default: one in the studio's folder for models, named after model and bits.

        Returns
        -------
        Task
            Its result has the `path`.

        Raises
        ------
        InvalidInput, ModelMissing
            With what to change.
        """
        if bits not in (8, 6, 4):
            raise InvalidInput(f"{bits} bits are not supported.", "Choose 8, 6 or 4.", details={"field": "bits"})
        model = self.find(name)
        source = Path(model) if is_folder(model) else cached_snapshot(model)
        if source is None or missing_files(source):
            raise _nothing_to_quantise(model)
        target = Path(os.path.expanduser(output or self._folder / _quantised_name(model, bits))).absolute()
        with self._lock:
            if self._closed:
                raise studio_closed()
            task = self._copies.get(target)
            if task is None or task.state.over:
                self._copies[target] = task = self._begin_copy(source, bits, target)
            return task

    def close(self) -> None:
        """Stop all downloads, which can be resumed, and all quantising, whose unfinished copies are deleted."""
        with self._lock:
            self._closed = True
            tasks = [*self._downloads.values(), *self._copies.values()]
        for task in tasks:
            task.close()

    def _begin_copy(self, source: Path, bits: int, target: Path) -> Task:
        with storage(target):
            exists = target.exists()
        if exists:
            advice = Advice(
                "Choose another output, or remove it first.", shell="Choose another folder with -o, or remove it first."
            )
            raise InvalidInput(f"{target} exists already.", advice)
        for left in filter(is_unfinished, self._folder.glob("*")):  # of one that was killed with its studio
            remove_unfinished(left.with_suffix(""))
        program = ["studio.worker.qwen3.quantize", str(source), str(bits), str(target)]
        return Task(program, tidy=lambda: remove_unfinished(target))

    def _published(self, checkpoint: Checkpoint) -> Model:
        snapshot = cached_snapshot(checkpoint.model)
        complete = snapshot is not None and not missing_files(snapshot)
        there = bytes_on_disk(checkpoint.model)
        return self._model(
            checkpoint,
            state="complete" if complete else "partial" if there else "none",
            on_disk_bytes=there,
            revision=snapshot.name if snapshot is not None and complete else "",
        )

    def _created(self) -> list[Path]:
        try:
            names = sorted(os.listdir(self._folder))
        except OSError:  # there is none, or it cannot be read
            return []
        return [self._folder / name for name in names if os.path.exists(self._folder / name / "config.json")]

    def _made(self, folder: Path) -> Model | None:
        try:
            kind = _KINDS[kind_of(folder)[1]]
            bits = read_json(folder / "config.json").get("quantization", {}).get("bits")
        except (StudioError, KeyError, AttributeError):
            return None
        size = _own_bytes(folder)
        precision = f"{bits}bit" if bits else "bf16"
        checkpoint = Checkpoint(str(folder), kind, "", precision, size)  # type: ignore[arg-type]
        return self._model(
            checkpoint, state="partial" if missing_files(folder) else "complete", on_disk_bytes=size, revision=""
        )

    def _model(self, checkpoint: Checkpoint, **here: Any) -> Model:
        return Model(
            checkpoint.model,
            checkpoint.kind,
            checkpoint.parameters,
            checkpoint.precision,
            checkpoint.size_bytes,
            checkpoint.memory_bytes,
            recommended=checkpoint in recommended(self.machine),
            fits=checkpoint.memory_bytes <= self.machine.usable_bytes,
            too_slow=self.machine.on_cpu and checkpoint.quantised,
            in_use=here["state"] == "complete" and is_in_use(checkpoint.model),
            **here,
        )

    def _folder_of(self, model: str) -> Path:
        if not is_folder(model):
            return cache_folder(model)
        if Path(model).parent != self._folder.absolute():
            raise InvalidInput(
                f"The studio removes only models that it created, and not {model}.", "Delete the folder yourself."
            )
        return Path(model)


def _nothing_to_quantise(model: str) -> StudioError:
    if is_folder(model):
        return ModelMissing(
            f"{model} does not contain a complete model.", "Name a folder with a checkpoint, or a hub id."
        )
    return ModelMissing(
        f"{model} is not on this machine.",
        Advice(
            f"Download it first: st.models.download({model!r}).wait()",
            shell=f"Download it first: studio models download {model}",
        ),
    )


def _own_bytes(folder: Path) -> int:
    """Return how many bytes deleting a folder frees: links and files with other hard links do not count."""
    files = [path.lstat() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(file.st_size for file in files if file.st_nlink == 1)


def _quantised_name(model: str, bits: int) -> str:
    name = re.sub(r"-(bf16|original)$", "", model.rstrip("/").rsplit("/", 1)[-1])
    return f"{name}-{bits}bit"
