"""The studio's sampling loop beside mlx-audio's own generator: `python bench/sampling.py [PART ...]`.

Two processes on the same machine, taking turns, with the same BLAS: the studio with its generation process, and one
that calls mlx-audio directly. What is printed are ratios and what they are made of; above 1 the studio is faster.
`audition` and `first` use random weights in the sizes of Qwen3-TTS 0.6B (`large_checkpoint.py`, built into a temporary
folder); `vocoder` those of its vocoder; the others the tiny checkpoint of the tests.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from boundary import boundary
from large_checkpoint import build_large, tiny

from studio.domain.recipe import audition_recipes
from studio.engine.backend_choice import Choice
from studio.engine.blas import describe_blas, worker_environment
from studio.engine.engine import Engine
from studio.engine.events import JobEnded, TakeChunk
from studio.engine.queue import Job
from studio.engine.timeouts import Timeouts

DESCRIPTION, TEXT = "A calm, low male voice.", "Good evening."
LONG = "a long text of which only the first hundred frames are spoken " * 4
FRAMES = 100


# ---- the process that calls mlx-audio directly -----------------------------------------------------------------------


def serve(folder: str) -> None:
    """Answer each line of standard input, a request in JSON, with a line of JSON."""
    import mlx.core as mx
    from mlx_audio.tts.utils import load_model

    sys.stdout, answers = sys.stderr, sys.stdout
    mx.disable_compile()  # as the studio does on a CPU, where compiling costs seconds and gains nothing
    model = load_model(Path(folder))
    requests: dict[str, Callable[..., dict[str, Any]]] = {
        "takes": _takes,
        "first": _first,
        "their loop": _their_loop,
        "our loop": _our_loop,
        "passes": _passes,
        "vocoder": _vocoder,
    }
    for line in sys.stdin:
        name, *numbers = json.loads(line)
        started = time.perf_counter()
        found = requests[name](model, *numbers)
        print(json.dumps({"seconds": time.perf_counter() - started, **found}), file=answers, flush=True)


def _takes(model: Any, count: int, seed: int) -> dict[str, Any]:
    import mlx.core as mx

    frames = 0
    for take in range(count):
        mx.random.seed(seed + take)
        frames += sum(result.token_count for result in model.generate_voice_design(TEXT, DESCRIPTION, max_tokens=200))
    return {"frames": frames}


def _first(model: Any, seed: int, frames: int) -> dict[str, Any]:
    import mlx.core as mx

    mx.random.seed(seed)
    options = {"max_tokens": 200, "stream": True, "streaming_interval": frames / 12.5}
    results = model.generate_voice_design(TEXT, DESCRIPTION, **options)
    next(results)
    return {}


def _their_loop(model: Any, count: int) -> dict[str, Any]:
    import mlx.core as mx

    decode, model.speech_tokenizer.decode = model.speech_tokenizer.decode, lambda codes: (mx.zeros((1, 1)), [1])
    started = time.perf_counter()
    for seed in range(count):
        mx.random.seed(seed)
        list(model.generate_voice_design(LONG, DESCRIPTION, max_tokens=FRAMES))
    model.speech_tokenizer.decode = decode
    return {"seconds": time.perf_counter() - started}


def _our_loop(model: Any, count: int) -> dict[str, Any]:
    import mlx.core as mx

    from studio.worker.qwen3.prompt import design_prompt

    talker = _talker(model)
    started = time.perf_counter()
    frames = _begun(talker, design_prompt(model, DESCRIPTION, LONG, "auto"), count)
    codes = [frames.step()[0][0].codes for _ in range(FRAMES)]
    mx.eval(codes)
    return {"seconds": time.perf_counter() - started}


def _passes(model: Any, count: int, rounds: int) -> dict[str, Any]:
    """Milliseconds of a frame's code-predictor pass, plain and compiled, and whether they draw the same codes."""
    import mlx.core as mx

    rng = np.random.default_rng(count)
    hidden = mx.array(rng.standard_normal((count, 1, model.config.talker_config.hidden_size)).astype(np.float32))
    first, numbers = mx.ones((count, 1), mx.uint32), [mx.array(rng.random((count, 1), np.float32)) for _ in range(15)]
    mx.disable_compile()
    plain, _, codes = _timed_passes(model, hidden, first, numbers, rounds)
    mx.enable_compile()
    compiled, at_first, same = _timed_passes(model, hidden, first, numbers, rounds)
    mx.disable_compile()
    return {"plain": plain, "compiled": compiled, "at first": at_first, "same": bool(np.array_equal(codes, same))}


def _timed_passes(model: Any, hidden: Any, first: Any, numbers: list[Any], rounds: int) -> tuple[float, float, Any]:
    """Give the usual milliseconds, those of the first time, and the codes."""
    import mlx.core as mx

    from studio.domain.recipe import Sampling
    from studio.worker.qwen3.sampling import group
    from studio.worker.qwen3.talker import Talker

    predict, groups, times = Talker(model).predict, group([Sampling(0.9, 50, 1.0, 1.05)] * len(first)), []
    for _ in range(1 + rounds):
        started = time.perf_counter()
        made = predict(hidden, first, numbers, groups)
        mx.eval(made)
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times[1:]), times[0], np.array(made[0])


def _vocoder(_: Any, rounds: int) -> dict[str, Any]:
    """Seconds in which a vocoder of the real sizes makes a second of sound, with mlx-audio's layers and as products."""
    import mlx.core as mx
    from mlx_audio.tts.models.qwen3_tts.config import Qwen3TTSTokenizerDecoderConfig
    from mlx_audio.tts.models.qwen3_tts.speech_tokenizer import Qwen3TTSSpeechTokenizerDecoder

    from studio.worker.cpu.vocoder_layers import replace_slow_layers
    from studio.worker.qwen3.mlx_audio_adapter import SNAKE_LAYERS

    decoder = Qwen3TTSSpeechTokenizerDecoder(Qwen3TTSTokenizerDecoderConfig())
    mx.eval(decoder.parameters())
    theirs, whole = _timed_chunks(decoder, rounds)
    replace_slow_layers(decoder, SNAKE_LAYERS)
    ours, same = _timed_chunks(decoder, rounds)
    return {"theirs": theirs, "ours": ours, "apart": float(abs(whole - same).max() / abs(whole).max())}


def _timed_chunks(decoder: Any, rounds: int) -> tuple[float, Any]:
    """Give the usual seconds for one of sound, and the sound of the last chunk."""
    import mlx.core as mx

    codes = mx.array(np.random.default_rng(0).integers(0, 2048, (1, 16, 8)))
    decoder.reset_streaming_state()
    mx.eval(decoder.streaming_step(codes[:, :, :2]))
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        sound = decoder.streaming_step(codes)
        mx.eval(sound)
        times.append((time.perf_counter() - started) / 0.64)
    return statistics.median(times), np.array(sound)


def _talker(model: Any) -> Any:
    from studio.worker.qwen3.talker import Talker

    if "talker" not in _KEPT:
        _KEPT["talker"] = Talker(model)
    return _KEPT["talker"]


def _begun(talker: Any, prompt: Any, count: int) -> Any:
    from studio.domain.recipe import Sampling
    from studio.worker.qwen3.sampling import Row
    from studio.worker.qwen3.talker_loop import TalkerLoop

    frames = TalkerLoop(talker)
    frames.join([Row(seed, prompt, seed, Sampling(0.9, 50, 1.0, 1.05), FRAMES) for seed in range(count)])
    return frames


_KEPT: dict[str, Any] = {}


class Direct:
    """The process that calls mlx-audio directly, with what the studio's worker is started with."""

    def __init__(self, folder: Path) -> None:
        import os

        command = [sys.executable, __file__, "--serve", str(folder)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=worker_environment(os.environ),
        )

    def ask(self, *request: object) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(request), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


# ---- the studio ------------------------------------------------------------------------------------------------------


@contextmanager
def studio(folder: Path) -> Iterator[Engine]:
    """An engine whose worker has loaded the model."""
    with tempfile.TemporaryDirectory() as home:
        engine = Engine(Choice("qwen3", str(folder), "bench"), Path(home), Timeouts(frame=30.0, stalled=600, hung=900))
        run(engine, "Hi.", 1, 1)
        yield engine
        engine.close()


def run(engine: Engine, text: str, takes: int, seed: int) -> tuple[float, float, float]:
    """Give the seconds of an audition, those to take 1's first chunk, and the codec frames that were heard."""
    started = time.perf_counter()
    first, samples = 0.0, 0
    for event in engine.submit(Job(audition_recipes(DESCRIPTION, text, takes=takes, seed=seed))).events():
        if isinstance(event, TakeChunk):
            first = first or time.perf_counter() - started
            samples += len(event.samples)
        if isinstance(event, JobEnded) and event.error:
            raise event.error
    return time.perf_counter() - started, first, samples / tiny.SAMPLES_PER_FRAME


# ---- what is measured ------------------------------------------------------------------------------------------------


def audition(folder: Path, takes: list[int], rounds: int) -> None:
    """Throughput of one audition against mlx-audio called once a take."""
    direct = Direct(folder)
    direct.ask("takes", 1, 1)
    with studio(folder) as engine:
        for count in takes:
            ratios, ours, theirs = [], [], []
            for turn in range(rounds):
                found = direct.ask("takes", count, 10 * turn)
                seconds, _, frames = run(engine, TEXT, count, 10 * turn)
                theirs.append(found["frames"] / found["seconds"])
                ours.append(frames / seconds)
                ratios.append(ours[-1] / theirs[-1])
            speeds = f"{statistics.median(ours):.2f} against {statistics.median(theirs):.2f} frames/s"
            print(
                f"audition, {count} take(s): {statistics.median(ratios):.2f} ({speeds}; {_spread(ratios)})", flush=True
            )
    direct.close()


def first(folder: Path, rounds: int) -> None:
    """The first chunk of the first of four takes, against that of one direct streaming call.

    The studio's has two codec frames; mlx-audio's as many, or twice as many (its default is 25, the whole text here).
    """
    direct = Direct(folder)
    direct.ask("first", 1, 2)
    with studio(folder) as engine:
        for frames in (2, 4):
            ours, theirs = [], []
            for turn in range(rounds):
                theirs.append(direct.ask("first", turn, frames)["seconds"])
                ours.append(run(engine, TEXT, 4, turn)[1])
            ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
            times = f"{statistics.median(ours):.2f} s against {statistics.median(theirs):.2f} s"
            print(
                f"first chunk of four takes, against a direct one of {frames} frames: {ratio:.2f} x ({times})",
                flush=True,
            )
    direct.close()


def loop(folder: Path, rounds: int) -> None:
    """The talker's loop alone, in one process, where overhead dominates."""
    direct = Direct(folder)
    for count in (1, 8):
        direct.ask("our loop", count), direct.ask("their loop", 1)
    for count in (1, 4, 8):
        ratios = []
        for _ in range(rounds):
            theirs, ours = direct.ask("their loop", count), direct.ask("our loop", count)
            ratios.append(theirs["seconds"] / ours["seconds"])
        each = f"{1000 * ours['seconds'] / FRAMES:.1f} ms a frame of all takes"
        print(f"talker loop, tiny, {count} take(s): {statistics.median(ratios):.2f} ({each}; {_spread(ratios)})")
    direct.close()


def compiled(folder: Path, name: str, rounds: int) -> None:
    """A frame's code-predictor pass, written down anew each time and compiled."""
    direct = Direct(folder)
    for count in (1, 4, 8):
        found = direct.ask("passes", count, rounds)
        each = f"{found['plain']:.1f} against {found['compiled']:.1f} ms"
        same = "the same codes" if found["same"] else "OTHER CODES"
        print(
            f"compiled code predictor, {name}, {count} row(s): {found['plain'] / found['compiled']:.2f} times as fast "
            f"({each}; {same}; the first time {found['at first'] / 1000:.1f} s)",
            flush=True,
        )
    direct.close()


def vocoder(folder: Path, rounds: int) -> None:
    """The vocoder in its real sizes, with mlx-audio's layers and with the studio's."""
    direct = Direct(folder)
    found = direct.ask("vocoder", rounds)
    print(
        f"vocoder, sizes of the 0.6B: {found['theirs'] / found['ours']:.1f} times as fast as mlx-audio's (a second of "
        f"sound in {found['ours']:.1f} against {found['theirs']:.1f} s; the samples {found['apart']:.0e} apart)"
    )
    direct.close()


def memory(folder: Path, requests: int) -> None:
    """The worker's memory over many requests."""
    with studio(folder) as engine:
        worker = psutil.Process(engine.status.pid)
        for made in range(1, requests + 1):
            run(engine, "Hi.", 4 if made % 10 == 0 else 1, made)
            if made in (requests // 10, requests // 2, requests):
                print(f"memory after {made:4} requests: {worker.memory_info().rss / 2**20:.0f} MiB", flush=True)


def _spread(ratios: list[float]) -> str:
    return f"{min(ratios):.2f} to {max(ratios):.2f} in {len(ratios)} rounds"


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "part", nargs="*", help="audition, first, loop, compile, vocoder, boundary, memory; all without one"
    )
    parser.add_argument("--takes", type=int, nargs="+", default=[1, 4, 8])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--model", type=Path, help="a large checkpoint that was built before")
    options = parser.parse_args()
    parts = options.part or ["audition", "first", "loop", "compile", "vocoder", "boundary", "memory"]
    print(f"BLAS of both: {describe_blas()}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        small = tiny.build_voice_design(Path(folder) / "tiny")
        large = options.model or Path(folder) / "large"
        if {"audition", "first", "compile"} & set(parts) and not large.exists():
            build_large(large)
        if "audition" in parts:
            audition(large, options.takes, options.rounds)
        if "first" in parts:
            first(large, options.rounds)
        if "loop" in parts:
            loop(small, options.rounds)
        if "compile" in parts:
            compiled(small, "tiny", 100)
            compiled(large, "sizes of the 0.6B", 5)
        if "vocoder" in parts:
            vocoder(small, options.rounds)
        if "boundary" in parts:
            boundary(small, 30 * options.rounds)
        if "memory" in parts:
            memory(small, options.requests)


if __name__ == "__main__":
    main()
