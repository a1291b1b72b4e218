"""The name that is suggested for a preset."""

import pytest

from studio.auditions.suggested_name import suggested_name


@pytest.mark.parametrize(
    ("description", "name"),
    [
        ("An old man with a low, rough voice. Slow and calm.", "Old man low rough"),
        ("An old woman, a witch in her eighties, breathy.", "Old woman witch"),
        ("Une vieille dame, voix grave et lente", "Vieille dame grave lente"),
        ("一个低沉的男声", "低沉男声"),
        ("eine tiefe Stimme", "Eine tiefe stimme"),
        ('<img src="x">', "Img srcx"),
        ("…", "Voice"),
    ],
)
def test_name_says_the_first_traits_of_the_description(description: str, name: str) -> None:
    assert suggested_name(description) == name


def test_name_that_is_taken_gets_a_number() -> None:
    taken = ["old man low rough", "Old man low rough 2"]
    assert suggested_name("An old man with a low, rough voice.", taken) == "Old man low rough 3"
