"""The models chosen on the page: what cannot be a model counts as none."""

import pytest

from studio.engine.saved_choice import base_of, choice_of


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[" * 100_000,
        "[]",
        *(
            f'{{"design": {word}, "base": {word}}}'
            for word in (
                "7",
                "NaN",
                '"\\ud800"',
                '"/\\ud800"',
                '"/\\u0000"',
                '"/' + "x" * 5000 + '"',
                '"../\\ud800/x"',
            )
        ),
    ],
)
def test_damaged_choice_counts_as_none(tmp_path, content):
    (tmp_path / "chosen.json").write_text(content)

    assert choice_of(tmp_path) is None
    assert base_of(tmp_path) is None
