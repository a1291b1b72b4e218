"""The documentation's examples and links work: README commands and Python, docstring examples, links."""

import doctest
import importlib
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from tiny_hub import TinyHub

import studio
from studio.cli import app as cli

ROOT = Path(studio.__file__).parent.parent
README = (ROOT / "README.md").read_text()
DESIGN = "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-8bit"
#: The error code of an example that needs something the test does not have: a model, a file.
NEEDS = {
    "studio models download 1.7B-Base-8bit": "model-missing",
    "studio models quantize 1.7B-VoiceDesign-bf16 --bits 6": "model-missing",
    "studio consistency evening": "no-encoder",
    "studio ui --host 0.0.0.0 --password-file FILE": "invalid-input",
}
#: Modules with examples; those of the generation process would load MLX here.
MODULES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts)
    for file in (ROOT / "studio").rglob("*.py")
    if "worker" not in file.parts and any("+SKIP" not in line for line in re.findall(">>> .*", file.read_text()))
)


@pytest.fixture
def newcomer(tmp_path, monkeypatch, tiny_voice_design):
    """An empty folder, an empty home folder, and a hub with a tiny model under the name of a published one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    with TinyHub(tiny_voice_design, alias=DESIGN) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        yield


def examples(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def commands(program):
    lines = "".join(examples("sh")).splitlines()
    return [line for line in lines if line.startswith(f"{program} ")]


def test_readme_commands_run(newcomer, capsys):
    made = ""
    for line in commands("studio"):
        words = shlex.split(line, comments=True)
        command = shlex.join(words)
        if "keep" in words:
            words[-1 if words[1] == "deliveries" else 2] = made  # the id that the command above printed
        if words[1] == "soak":
            words[words.index("--requests") + 1] = "20"
        if words[1] == "selfcheck":
            words += ["--frames", "2", "--minutes", "1"]
        if "remove" in words:
            words.append("--yes")  # there is no terminal to ask on
        code = cli.main(words[1:])
        stdout, stderr = capsys.readouterr()
        wanted = NEEDS.get(command)
        assert (code, f"[{wanted}]" in stderr) == ((1, True) if wanted else (0, False)), f"{command}: {stdout}{stderr}"
        if words[1] == "design" or "propose" in words:
            made = stdout.split()[-1]
    assert {"evening.wav", "evening.zip", "trials.csv", "comparison.html", "takes"} <= {
        path.name for path in Path().iterdir()
    }


def test_commands_named_in_the_text_exist(capsys):
    named = set(re.findall(r"`(studio [a-z][^`]*)`|and: (studio .*)", README))
    usual = {" ".join(shlex.split(line, comments=True)[:3]) for line in commands("studio")}
    for command in [*filter(None, (word for pair in named for word in pair)), *usual]:
        words = [word for word in shlex.split(command)[1:3] if re.fullmatch("[a-z]+", word)]
        family = words[0] in ("presets", "takes", "models", "listening")
        assert cli.main([*words[: 2 if family else 1], "--help"]) == 0, command
    assert "Usage: studio" in capsys.readouterr().out


def test_make_targets_of_the_readme_exist():
    for command in [*commands("make"), *re.findall(r"`(make [^`]+)`", README)]:
        words = shlex.split(command, comments=True)
        done = subprocess.run([words[0], "-n", *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_readme_python_runs(newcomer, capsys):
    first, second = examples("python")
    names = {}
    exec(compile(first, "README.md", "exec"), names)

    takes = names["takes"]
    assert (takes[0].samples.dtype, takes[0].samples.ndim, takes[0].sample_rate) == ("float32", 1, 24_000)
    assert names["found"].same
    assert "done [1.0, 1.0, 1.0, 1.0]" in capsys.readouterr().out
    exec(compile(second, "README.md", "exec"), names)
    assert len(names["lines"]) == 2
    assert names["clip"].recipe.text == "The lamps came on, one by one."


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_are_true(name):
    done = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)

    assert done.attempted
    assert not done.failed


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"])
def test_linked_and_named_files_exist(name):
    page = (ROOT / name).read_text()
    anchors = {
        re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", page, re.M)
    }
    for target in re.findall(r"\]\(([^)\s]+)\)", page):
        assert target.startswith("https://") or target.removeprefix("#") in anchors or (ROOT / target).exists(), target
    for file in re.findall(r"`(?:python )?((?:bench|tests|scripts|notebooks|studio)/[\w/.]+\.\w+)", page):
        assert (ROOT / file).is_file(), file
