"""Markdown, tags and pauses in a text."""

import pytest

from studio.text.marks import read_marks

WORDS = {
    "It is **very** late, *really* __very__ _late_ ~~no~~.": "It is very late, really very late no.",
    "un**frigging**believable": "unfriggingbelievable",
    "# Chapter One #\nIt was dark.": "Chapter One.\n\nIt was dark.",
    "The Storm\n=========\nIt was dark.": "The Storm.\n\nIt was dark.",
    "## 第一章\n正文": "第一章。\n\n正文",
    "It was <b>dark</b>, <span class='x'>very</span> dark.<br/>Yes.": "It was dark, very dark.\nYes.",
    "<p>One.</p><p>Two.</p>": "One.\n\nTwo.",
    '<speak><prosody rate="slow">Hi</prosody> <sub alias="World">W</sub></speak>': "Hi World",
    "Hello <!-- a long hidden remark --> world": "Hello world",
    "<!-- draft -->Hi <script>alert(1)</script>there": "Hi there",
    "AT&amp;T &mdash; caf&eacute;&#33;": "AT&T — café!",
    "[b]bold[/b] and `code`": "bold and code",
    "See [the page](https://a.b/c_d_e) ![a cat](cat.png) and <https://a.b>[^1].": "See the page a cat and https://a.b.",
    "- one\n- two\n": "one.\ntwo.",
    "* one\n* [x] two!": "one.\ntwo!",
    "> quoted\n> text": "quoted\ntext",
    "One.\n\n---\n\nTwo.": "One.\n\nTwo.",
    "| a | b |\n|---|:-:|\n| 1 | 2 |": "a, b.\n1, 2.",
    r"\*not\* emphasis": "*not* emphasis",
    "**你好**，世界": "你好，世界",
    "[laughs] Well, yes [sighs softly]. He [clears his throat] went.": "Well, yes. He went.",
    "Bonjour [rires] vous. 他[笑]说。": "Bonjour vous. 他说。",
}
NO_MARKS = [
    "a < b and c > d, x<y and z>w, I <3 you",
    "5 * 3 * 2 = 30, 2*3*4, snake_case_name, 5** hotel, C# and #1 and #hashtag",
    "- Yes, he said.",
    "R&D; it's [break it] (pause) (laughs) [the map]",
    "1. one\n2. two",
]
PAUSES = {
    'Wait. <break time="1s"/> Go.': ("Wait. Go.", ((6, 1.0),)),
    "Wait. <break time='250ms'></break>Go.": ("Wait. Go.", ((6, 0.25),)),
    'Wait. <break strength="strong"/> Go.': ("Wait. Go.", ((6, 1.0),)),
    "Wait. [pause 0.5] Go.": ("Wait. Go.", ((6, 0.5),)),
    "Wait. [Pause: 2 seconds] Go.": ("Wait. Go.", ((6, 2.0),)),
    "Wait. [pause] Go.": ("Wait. Go.", ((6, 0.5),)),
    "Wait. [[slnc 300]] Go.": ("Wait. Go.", ((6, 0.3),)),
    "Wait. <#0.4#> Go.": ("Wait. Go.", ((6, 0.4),)),
    "Wait. [pause 1] … [pause 1] Go.": ("Wait. … Go.", ((8, 2.0),)),
    "[pause 1] Go. [pause 1]": ("Go.", ()),
    "Wait. [pause 99] Go.": ("Wait. Go.", ((6, 10.0),)),
}


@pytest.mark.parametrize("text", WORDS)
def test_markdown_and_tags_are_left_out(text):
    script = read_marks(text)

    assert script.text == WORDS[text]
    assert script.notes[0].startswith("Not spoken: ")


@pytest.mark.parametrize("text", NO_MARKS)
def test_signs_that_are_no_marks_stay(text):
    script = read_marks(text)

    assert (script.text, script.notes) == (text, ())


@pytest.mark.parametrize("text", PAUSES)
def test_pauses_are_read(text):
    script = read_marks(text)

    assert (script.text, script.pauses) == PAUSES[text]
    assert script.notes[0].startswith("Paused for: ")


@pytest.mark.parametrize("sign", ["*", "_", "<b", "[", "`", "#", "|", "> ", "&", "<break ", "\n- ", " [laughs ", "  "])
def test_many_signs_are_read_in_a_moment(sign):
    assert read_marks((sign + "a") * (20_000 // len(sign))).text
