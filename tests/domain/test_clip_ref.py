"""Names of clips."""

import pytest

from studio import NotFound
from studio.domain.clip_ref import ClipRef


@pytest.mark.parametrize("text", ["take:7cd9e83c", "preset:evening", "preset:a:b"])
def test_a_name_is_parsed_and_written(text):
    assert str(ClipRef.parse(text)) == text


@pytest.mark.parametrize("text", ["", "take:", "evening", "file:/etc/passwd", "Take:7cd9e83c", ":evening"])
def test_other_text_is_not_found(text):
    with pytest.raises(NotFound):
        ClipRef.parse(text)
