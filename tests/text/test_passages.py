"""Splitting a long text into passages with pauses between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.limits import expected_frames
from studio.text.passages import CLAUSE, LONGEST, PARAGRAPH, SENTENCE, passage_seed, passages


def texts(text: str, longest: int) -> list[str]:
    return [passage.text for passage in passages(text, longest)]


def test_short_text_is_one_unchanged_passage():
    text = "Good evening.\n\nAnd welcome … to the studio."
    assert [(passage.text, passage.pause) for passage in passages(text)] == [(text, 0.0)]


def test_text_is_split_between_sentences_and_paragraphs():
    found = passages("The door is open. Come in.\n\nSit down, please.", longest=15)

    assert [passage.text for passage in found] == ["The door is open.", "Come in.", "Sit down, please."]
    assert [passage.pause for passage in found] == [SENTENCE, PARAGRAPH, 0.0]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dr. Ray measured 3.14 metres. It was enough.", ["Dr. Ray measured 3.14 metres.", "It was enough."]),
        ("“Stop!” he cried. Nobody did.", ["“Stop!” he cried.", "Nobody did."]),
        ('She said: "It is late." Then she left.', ['She said: "It is late."', "Then she left."]),
        ("Well ... maybe not today. Tomorrow?", ["Well ... maybe not today.", "Tomorrow?"]),
        ("J. R. R. Tolkien wrote it. Did he?", ["J. R. R. Tolkien wrote it.", "Did he?"]),
        ("Am 3. Mai kam z. B. Anna mit. Sie blieb lange.", ["Am 3. Mai kam z. B. Anna mit.", "Sie blieb lange."]),
        ("M. Dupont est parti. Où est-il ?", ["M. Dupont est parti.", "Où est-il ?"]),
        ("¿Dónde está? ¡Aquí mismo!", ["¿Dónde está?", "¡Aquí mismo!"]),
        ("Он пришёл в 5 ч. утра и т. д. Все спали крепко.", ["Он пришёл в 5 ч. утра и т. д. Все спали крепко."]),
        ("今天天气很好。我们去公园吧！", ["今天天气很好。", "我们去公园吧！"]),
        ("「静かに。」彼は言った。窓が開いた。", ["「静かに。」", "彼は言った。", "窓が開いた。"]),
    ],
)
def test_abbreviations_and_quotes_do_not_split_sentences(text, sentences):
    halves = texts(text, longest=max(map(expected_frames, sentences)))

    assert halves == sentences


def test_long_sentence_is_split_at_clauses_then_words():
    assert texts("red and green, blue and grey; that is all", 14) == ["red and green,", "blue and grey;", "that is all"]
    assert passages("red and green, blue and grey", 14)[0].pause == CLAUSE
    assert texts("one two three four", 8) == ["one two", "three", "four"]
    assert texts("x" * 20, 8) == ["x" * 8, "x" * 8, "x" * 4]


def test_passages_of_a_paragraph_have_similar_lengths():
    lengths = [expected_frames(text) for text in texts("The lamps came on one by one. " * 40, LONGEST)]

    assert max(lengths) <= LONGEST
    assert min(lengths) > 0.8 * max(lengths)


def test_unpronounceable_text_is_not_a_passage():
    assert texts("One two.\n\n* * *\n\nThree four.", 9) == ["One two.", "Three four."]


@given(st.text(alphabet=st.sampled_from('ab1 .,!?…\n"”。、语が-'), min_size=1, max_size=400), st.integers(5, 60))
def test_passages_keep_every_letter_within_the_length_limit(text, longest):
    if not any(character.isalnum() for character in text):
        return
    found = passages(text, longest)

    assert "".join(filter(str.isalnum, "".join(p.text for p in found))) == "".join(filter(str.isalnum, text))
    assert all(expected_frames(passage.text) <= longest for passage in found)
    assert found[-1].pause == 0


def test_first_passage_has_the_takes_seed():
    seeds = [passage_seed(7, number) for number in range(60)]

    assert seeds[0] == 7
    assert len(set(seeds)) == 60
    assert all(0 <= seed < 2**32 for seed in seeds)
