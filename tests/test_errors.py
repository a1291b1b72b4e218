"""What errors say to do next: in the terms of Python or of the shell, and in a sentence in a notebook."""

import ast
import pickle
import re
from pathlib import Path

import pytest
from sentence_templates import Sentences

import studio
from studio import NotFound, StudioError, Workspace
from studio.cli.app import main
from studio.errors import Advice, from_wire, shell_terms, to_wire

PACKAGE = Path(studio.__file__).parent
OF_THE_SHELL = re.compile(
    r"(?<!install)(^|[\s(`])-{1,2}[a-z]+\b|`studio |\bstudio (models|takes|presets|library|doctor|versions) "
)
OF_PYTHON = re.compile(r"\bst\.|\bStudio\(|\bpresets\.add\(")
#: Whose errors a person meets in one of the two only.
IN_THE_SHELL = ("cli/", "diagnostics/", "wyoming/", "ui/", "speech_api/")
IN_PYTHON = ("domain/clip.py", "notebook/", "listening/listening_test.py", "displays/", "domain/frames.py")


def sentences(left_out, *, in_shell):
    tree = ast.parse((PACKAGE / "errors.py").read_text(encoding="utf-8"))
    errors = {node.name: (0, 1) for node in tree.body if isinstance(node, ast.ClassDef) and node.name != "Advice"}
    return Sentences(PACKAGE, errors, left_out, in_shell=in_shell).templates().values()


def test_no_error_of_python_names_an_option_or_a_command():
    assert [each for each in sentences(IN_THE_SHELL, in_shell=False) if OF_THE_SHELL.search(each)] == []


def test_no_error_of_the_shell_names_a_method():
    assert [each for each in sentences(IN_PYTHON, in_shell=True) if OF_PYTHON.search(each)] == []


@pytest.fixture
def advised():
    return NotFound("There is none.", Advice("list(st.presets) has all.", shell="`studio presets list` shows all."))


@pytest.mark.parametrize(
    "sent",
    [
        lambda error: error,
        lambda error: error.again(),
        lambda error: from_wire(to_wire(error)),
        lambda error: pickle.loads(pickle.dumps(error)),
    ],
    ids=["raised", "raised again", "from another process", "pickled"],
)
def test_an_error_speaks_in_the_terms_of_where_it_is_read(advised, sent):
    error = sent(advised)

    assert str(error) == "There is none. list(st.presets) has all."
    with shell_terms():
        assert str(error) == "There is none. `studio presets list` shows all."
        assert error.next_step == "`studio presets list` shows all."
    assert error.next_step == "list(st.presets) has all."


@pytest.mark.parametrize(
    ("ask", "command", "in_python", "in_shell"),
    [
        (lambda st: st.presets["nobody"], ["presets", "show", "nobody"], "list(st.presets)", "`studio presets list`"),
        (lambda st: st.library.take("1234567"), ["takes", "show", "1234567"], "st.library", "`studio takes list`"),
        (
            lambda st: st.models.find("nobody"),
            ["models", "download", "nobody"],
            "list(st.models)",
            "`studio models list`",
        ),
    ],
)
def test_the_command_and_python_each_tell_their_own_next_step(tmp_path, capsys, ask, command, in_python, in_shell):
    with Workspace(tmp_path) as workspace, pytest.raises(StudioError) as caught:
        ask(workspace)
    assert main([*command, "--home", str(tmp_path)] if command[0] != "models" else command) == 1
    told = capsys.readouterr().err

    assert in_python in str(caught.value)
    assert in_shell in told
    assert not OF_THE_SHELL.search(str(caught.value))
    assert not OF_PYTHON.search(told)


def test_a_notebook_shows_a_sentence_instead_of_a_traceback(tmp_path, capsys):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    try:
        shell.run_cell(
            f"from studio import Workspace\nwith Workspace({str(tmp_path)!r}) as st:\n    st.presets['nobody']"
        )
    finally:
        InteractiveShell.clear_instance()
    (line,) = filter(None, capsys.readouterr().out.splitlines())

    assert line == "NotFound: There is no preset named 'nobody'. list(st.presets) has all names. [not-found]"
