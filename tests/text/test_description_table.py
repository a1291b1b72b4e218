"""200 descriptions with what a person reads in each: 97 % of the values must be right.

One half was used while the lexicons were written ("tuning"), the other half only to measure ("held out").
`python bench/descriptions.py` prints both shares, and each wrong value.
"""

import pytest

from studio.text.description import read_traits
from tests.support.description_table import judge, table

REQUIRED = 0.97


def test_table_has_two_hundred_descriptions_in_two_halves():
    rows = table()
    assert len({description for _, _, description, _ in rows}) == 200
    assert sum(part == "tuning" for part, *_ in rows) == 100


@pytest.mark.parametrize("language", ["english", "french", "chinese"])
def test_the_language_of_each_description_is_known(language):
    rows = [description for _, written_in, description, _ in table() if written_in == language]
    assert [one for one in rows if read_traits(one).language != language] == []


def test_ninety_seven_percent_of_all_values_are_right():
    right, values, wrong = judge(table())
    assert right >= REQUIRED * values, "\n".join(wrong)
