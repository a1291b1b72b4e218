"""JSON of others: what is read can be written again."""

import pytest

from studio.domain.strict_json import parse_json


def test_json_is_parsed():
    assert parse_json('{"a": [1, 2.5, null, "é"]}') == {"a": [1, 2.5, None, "é"]}


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}', "1e309", "-1e309", "[" * 100_000, "", "{"])
def test_json_that_could_not_be_written_again_is_rejected(text):
    with pytest.raises(ValueError, match=r"not a finite number|nested too deep|Expecting"):
        parse_json(text)
