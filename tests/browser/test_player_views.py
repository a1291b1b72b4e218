"""What the comparison player shows, and how one moves in it, in a real Chromium."""

import numpy as np
import pytest
from player_page import (
    GUTTER,
    MARGIN,
    PAIR,
    VOICES,
    answered,
    at,
    clip,
    drag,
    drawn,
    open_player,
    pixels,
    play_until,
    state,
    until_drawn,
)

pytestmark = pytest.mark.browser

F0 = [f"{kind} {voice}" for kind in ("yin", "pyin") for voice in ("man", "woman")]


def window(page):
    found = state(page)["window"]
    return found["from"], found["to"]


def readout(page):
    return page.locator(".sp-readout").inner_text()


# ---- zoom and pan ------------------------------------------------------------------------------------------------


def test_keys_zoom_in_around_the_play_head_and_out_again(page, site):
    open_player(page, site)
    page.evaluate("player.seek(0.5)")
    page.keyboard.press("+")
    start, end = window(page)
    assert end - start == pytest.approx(2 / 1.5)
    assert (0.5 - start) / (end - start) == pytest.approx(0.25)  # the head stays where it was
    page.keyboard.press("=")
    assert np.ptp(window(page)) == pytest.approx(2 / 1.5**2)
    page.keyboard.press("-")
    assert np.ptp(window(page)) == pytest.approx(2 / 1.5)
    page.keyboard.press("0")
    assert window(page) == (0, 2)


def test_buttons_zoom_as_well(page, site):
    player = open_player(page, site)
    player.get_by_role("button", name="Zoom in").click()
    assert np.ptp(window(page)) == pytest.approx(2 / 1.5)
    player.get_by_role("button", name="Zoom out").click()
    assert window(page) == pytest.approx((0, 2))
    player.get_by_role("button", name="Zoom in").click()
    player.get_by_role("button", name="Show the whole length").click()
    assert window(page) == (0, 2)


def turn_wheel(page, dx, dy, key):
    before = state(page)["window"]
    page.keyboard.down(key)
    page.mouse.wheel(dx, dy)
    page.keyboard.up(key)
    moved = "({ from, to }) => player.state.window.from !== from || player.state.window.to !== to"
    page.wait_for_function(moved, arg=before)


def test_the_wheel_with_ctrl_zooms_around_the_pointer_and_with_shift_moves(page, site):
    open_player(page, site)
    page.mouse.move(*at(page, 0.75))
    turn_wheel(page, 0, -200, "Control")
    start, end = window(page)
    assert end - start < 1.5
    assert start + 0.75 * (end - start) == pytest.approx(1.5, abs=0.01)
    turn_wheel(page, 0, -100_000, "Shift")
    assert window(page)[0] == 0
    turn_wheel(page, 0, 100_000, "Control")
    assert window(page) == (0, 2)


def test_the_wheel_alone_scrolls_the_page(page, site):
    open_player(page, site, [clip("short", id=str(number)) for number in range(8)])
    page.mouse.move(*at(page, 0.5))
    page.mouse.wheel(0, 200)
    page.wait_for_function("scrollY > 0")
    assert window(page) == (0, 1)


def test_a_drag_on_the_axis_and_on_the_overview_moves_the_window(page, site):
    player = open_player(page, site)
    assert player.locator(".sp-overview").is_hidden()
    for _ in range(3):
        page.keyboard.press("+")
    span = np.ptp(window(page))
    drag(page, 0.9, 0.4, ".sp-axis")
    drawn(page)
    assert window(page)[0] == pytest.approx(0.5 * span, abs=0.02)
    assert state(page)["position"] == 0  # a drag is no click
    thumb, overview = (player.locator(name).bounding_box() for name in (".sp-thumb", ".sp-overview"))
    y = thumb["y"] + thumb["height"] / 2
    page.mouse.move(thumb["x"] + thumb["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(overview["x"] + overview["width"] + 50, y, steps=3)
    page.mouse.up()
    drawn(page)
    assert window(page) == pytest.approx((2 - span, 2))


def test_a_click_in_a_zoomed_picture_goes_to_what_is_seen_there(page, site):
    open_player(page, site)
    page.evaluate("player.seek(1.0)")
    for _ in range(4):
        page.keyboard.press("+")
    start, end = window(page)
    page.mouse.click(*at(page, 0.25))
    assert state(page)["position"] == pytest.approx(start + 0.25 * (end - start), abs=0.005)


def test_the_window_follows_the_head_while_it_plays(page, site):
    open_player(page, site, [clip("long"), clip("low")])
    for _ in range(10):
        page.keyboard.press("+")
    before = window(page)
    page.evaluate("(to) => player.seek(to - 0.1)", before[1])
    page.keyboard.press("Space")
    page.wait_for_function("(end) => player.state.window.from > end - 0.2", arg=before[1])
    page.wait_for_function(
        "() => { const { position, window } = player.state; return window.from <= position && position <= window.to; }"
    )


def test_seek_outside_the_window_moves_it(page, site):
    open_player(page, site, [clip("long"), clip("low")])
    for _ in range(8):
        page.keyboard.press("+")
    page.evaluate("player.seek(15)")
    start, end = window(page)
    assert start < 15 < end


def test_zoomed_pictures_show_the_same_sound(page, site):
    open_player(page, site, [clip("low bursts"), clip("high bursts")])
    page.evaluate("player.seek(0.5)")
    while np.ptp(window(page)) > 0.4:
        page.keyboard.press("+")
    drawn(page)
    start, end = window(page)
    width = pixels(page, ".sp-wave").shape[1] - GUTTER
    onset = GUTTER + int((0.5 - start) / (end - start) * width)
    for selector in (".sp-wave", ".sp-mels"):
        drawing = pixels(page, selector).astype(int)[4:24]  # above the middle
        before = drawing[:, onset - 30 : onset - 10].mean(axis=(0, 1))
        after = drawing[:, onset + 10 : onset + 30].mean(axis=(0, 1))
        if selector == ".sp-wave":
            assert np.abs(after - before).max() > 20


# ---- what is under the pointer -----------------------------------------------------------------------------------


def test_the_pointer_reads_time_frequency_level_and_f0(page, site):
    open_player(page, site, [clip("low", -6.0), clip("high")], views=True)
    answered(page, "yin low", "yin high", "pyin low", "pyin high")
    mel = {220: 3 * 220 / 200, 12_000: 15 + 27 * np.log(12) / np.log(6.4)}
    page.mouse.move(*at(page, 0.5, height=1 - mel[220] / mel[12_000]))
    letter, time, frequency, level, whole, pitch = readout(page).split(" · ")
    assert letter == "A"
    assert float(time.removesuffix(" s")) == pytest.approx(1.0, abs=0.01)
    assert float(frequency.removesuffix(" Hz")) == pytest.approx(220, abs=40)
    assert float(level.removesuffix(" dB").replace("−", "-")) == pytest.approx(
        20 * np.log10(0.25) - 6, abs=7
    )  # a band beside the loudest
    assert float(whole.split()[1].replace("−", "-")) == pytest.approx(20 * np.log10(0.25) - 6, abs=0.5)
    assert float(pitch.split()[1]) == pytest.approx(220, abs=3)
    page.mouse.move(*at(page, 0.25, ".sp-wave"))
    assert readout(page).startswith("A · 0.50")
    assert "Hz · −" not in readout(page)
    page.mouse.move(2, 2)
    assert "drag: loop" in readout(page)


def test_the_pointers_line_runs_over_all_lanes(page, site):
    player = open_player(page, site)
    page.mouse.move(*at(page, 0.5))
    places = [line.bounding_box()["x"] for line in player.locator(".sp-lane .sp-pointer").all()]
    assert len(places) == 2
    assert places == pytest.approx([at(page, 0.5)[0]] * 2, abs=1)


# ---- what is drawn -----------------------------------------------------------------------------------------------


def test_yin_is_requested_at_once_and_pyin_after_it(page, site):
    open_player(page, site, VOICES, views=True)
    page.wait_for_function("asked.length === 4")
    assert page.evaluate("asked") == ["yin man", "yin woman", "pyin man", "pyin woman"]
    page.evaluate("(clips) => player.load(clips)", [*VOICES, clip("low")])
    page.wait_for_function("asked.length === 6")
    assert page.evaluate("asked.slice(4)") == ["yin low", "pyin low"]  # what is there stays


def test_f0_is_drawn_over_the_spectrogram_and_can_be_hidden(page, site):
    player = open_player(page, site, VOICES, views=True)
    answered(page, *F0)
    with_f0 = pixels(page, ".sp-mels")
    white = np.argwhere((with_f0[:, GUTTER + 20 : -120, :3] > 250).all(axis=2))
    assert np.ptp(white[:, 1]) > 200  # a line along the vowel
    left, right = (white[np.abs(white[:, 1] - part).argsort()[:5], 0].mean() for part in (60, white[:, 1].max()))
    assert right < left  # it glides up by four semitones
    player.get_by_role("button", name="F0").click()
    assert not np.array_equal(pixels(page, ".sp-mels"), with_f0)


def test_the_scale_of_f0_stands_beside_the_pictures_and_the_time_axis_ends_before_it(page, site):
    player = open_player(page, site, VOICES, views=True)
    answered(page, *F0)
    box = player.locator(".sp-mels").first.bounding_box()
    for margin in (MARGIN, 0):
        page.mouse.click(box["x"] + GUTTER + (box["width"] - GUTTER - margin) / 2, box["y"] + 10)
        assert abs(state(page)["position"] - state(page)["duration"] / 2) < 0.02
        shown = pixels(page, ".sp-mels")[:, -MARGIN + 1 :, 3]
        assert (shown.mean(axis=0) < 255).all() == (margin > 0)  # no picture is under the words
        player.get_by_role("button", name="F0").click()
        drawn(page)


def test_controls_for_views_on_demand_need_ask(page, site):
    player = open_player(page, site)
    for name in ("F0", "Syllables", "Difference"):
        assert player.get_by_role("button", name=name, exact=True).count() == 0
    assert player.get_by_label("Frequency axis").is_hidden()


def test_on_the_linear_axis_a_tone_is_at_its_frequency(page, site):
    player = open_player(page, site, views=True)
    player.get_by_role("button", name="F0").click()
    player.get_by_label("Frequency axis").select_option("linear")
    answered(page, "linear low", "linear high")

    def brightest():
        return 1 - np.argmax(pixels(page, ".sp-mels", 1).sum(axis=2)[:, 200:-200].mean(axis=1)) / 128

    until_drawn(page, lambda: brightest() == pytest.approx(660 / 12_000, abs=0.02))


def test_energy_is_drawn_over_the_waveform(page, site):
    player = open_player(page, site)
    before = pixels(page, ".sp-wave")
    player.get_by_role("button", name="Energy").click()
    assert not np.array_equal(pixels(page, ".sp-wave"), before)


def test_syllables_are_marked_over_the_waveform(page, site):
    player = open_player(page, site, VOICES, views=True)
    before = pixels(page, ".sp-wave")
    player.get_by_role("button", name="Syllables").click()
    answered(page, "syllables man", "syllables woman")
    assert not np.array_equal(pixels(page, ".sp-wave")[:6], before[:6])
    assert np.array_equal(pixels(page, ".sp-wave")[8:], before[8:])


def test_colours_and_range_are_chosen_and_remembered(page, site):
    player = open_player(page, site)
    dusk = pixels(page, ".sp-mels")
    player.get_by_label("Colours").select_option("ink")
    ink = pixels(page, ".sp-mels")
    assert ink[:20, 100:-100, :3].mean() > 240 > 60 > dusk[:20, 100:-100, :3].mean()  # quiet is white
    player.get_by_label("Range of levels").select_option("40")
    assert player.locator(".sp-foot .sp-scale").inner_text().split() == ["−52", "−12", "dB"]
    player = open_player(page, site)
    assert player.get_by_label("Colours").input_value() == "ink"
    assert player.get_by_label("Range of levels").input_value() == "40"


def test_invalid_settings_are_reset(page, site):
    page.goto(site)
    for stored in ("{", '{"map": "none"}', '{"range": "wide"}', "[]"):
        page.evaluate("(stored) => localStorage.setItem('voice-studio-player', stored)", stored)
        player = open_player(page, site)
        assert player.get_by_label("Colours").input_value() == "dusk"


def test_view_that_fails_to_load_is_reported(page, site, complaints):
    page.route("**/yin-*.json", lambda route: route.fulfill(status=404))
    player = open_player(page, site, VOICES, views=True)
    page.wait_for_function("document.querySelector('.sp-foot [role=status]').textContent")
    assert player.locator(".sp-foot [role=status]").inner_text() in [
        f"The F0 of {x} could not be loaded." for x in "AB"
    ]
    complaints.clear()


# ---- the difference ----------------------------------------------------------------------------------------------


def test_the_difference_of_two_is_shown_on_the_firsts_time_axis(page, site):
    player = open_player(page, site, VOICES, views=True)
    player.get_by_role("button", name="Difference").click()
    player.locator(".sp-bands").wait_for()
    assert "B against A" in player.locator(".sp-difference").inner_text()
    drawn(page)
    bands = pixels(page, ".sp-bands").astype(int)[:, GUTTER + 10 : -10]
    warm = bands[..., 0] - bands[..., 2]
    assert warm.max() > 40 > -40 > warm.min()  # orange where B is louder, blue where A is
    assert player.locator(".sp-lag").is_visible()
    assert player.locator(".sp-contours").is_visible()
    page.mouse.move(*at(page, 0.5, ".sp-bands"))
    mine, other, frequency, level, step = readout(page).split(" · ")
    assert mine == "A 1.000 s"
    assert 0.5 < float(other.split()[1]) < 1.2
    assert frequency.endswith("Hz")
    assert level.startswith("B ")
    assert float(step.split()[1]) == pytest.approx(12 * np.log2(210 / 120), abs=2.5)
    player.get_by_role("button", name="Difference").click()
    assert player.locator(".sp-difference").is_hidden()


def test_any_two_of_three_clips_can_be_compared(page, site):
    player = open_player(page, site, [*VOICES, clip("low")], views=True)
    page.keyboard.press("c")
    player.get_by_role("button", name="Difference").click()
    player.locator(".sp-bands").wait_for()
    assert "difference man low" in page.evaluate("asked")  # the first and the one that is heard
    choices = player.get_by_label("Clip of the difference")
    choices.first.select_option("1")
    page.wait_for_function("asked.includes('difference man woman')")
    player.locator(".sp-bands").wait_for()


def test_difference_that_fails_to_load_is_reported(page, site, complaints):
    player = open_player(page, site, [clip("low"), clip("man")], views=True)
    player.get_by_role("button", name="Difference").click()
    page.wait_for_function("document.querySelector('.sp-difference').innerText.includes('could not be computed')")
    assert player.locator(".sp-bands").is_hidden()
    complaints.clear()


def test_one_clip_alone_has_no_difference(page, site):
    player = open_player(page, site, [clip("man")], views=True)
    assert player.get_by_role("button", name="Difference").is_disabled()


# ---- folding -----------------------------------------------------------------------------------------------------


def test_a_spectrogram_can_be_hidden_and_its_waveform_stays(page, site):
    player = open_player(page, site, VOICES, views=True)
    player.get_by_role("button", name="Hide the spectrogram of B").click()
    assert [each.is_visible() for each in player.locator(".sp-mels").all()] == [True, False]
    assert [each.is_visible() for each in player.locator(".sp-wave").all()] == [True, True]
    page.mouse.click(*at(page, 0.5, ".sp-lane:nth-child(2) .sp-wave"))
    assert state(page)["position"] == pytest.approx(1.0, abs=0.01)

    player.get_by_role("button", name="Move B up").click()
    page.wait_for_function("player.state.status === 'ready'")
    assert [each.is_visible() for each in player.locator(".sp-mels").all()] == [False, True]  # it goes with its clip
    player.get_by_role("button", name="Show the spectrogram of A").click()
    drawn(page)
    assert pixels(page, ".sp-mels").std() > 0


def test_all_spectrograms_can_be_hidden_at_once(page, site):
    player = open_player(page, site, [*VOICES, clip("low")])
    open_height = player.bounding_box()["height"]
    player.get_by_role("button", name="Hide all spectrograms").click()
    assert player.locator(".sp-mels:visible").count() == 0
    assert player.bounding_box()["height"] < open_height - 3 * 80
    player.get_by_role("button", name="Show all spectrograms").click()
    assert player.locator(".sp-mels:visible").count() == 3


# ---- order -------------------------------------------------------------------------------------------------------


def labels(player):
    return player.locator(".sp-label").all_inner_texts()


def test_clip_can_be_removed_or_moved_up(page, site):
    player = open_player(page, site, [clip("low"), clip("high"), clip("short")])
    page.keyboard.press("c")
    player.get_by_role("button", name="Move C up").click()
    page.wait_for_function("player.state.status === 'ready' && player.state.active === 1")  # still hears the same
    assert labels(player) == ["a low tone", "a short tone", "a high tone"]
    player.get_by_role("button", name="Remove A from the comparison").click()
    page.wait_for_function("document.querySelectorAll('.sp-label').length === 2")
    assert labels(player) == ["a short tone", "a high tone"]
    assert state(page)["active"] == 0
    player.get_by_role("button", name="Remove A from the comparison").click()
    page.wait_for_function("document.querySelectorAll('.sp-label').length === 1")
    assert labels(player) == ["a high tone"]
    assert "Send a take to A" in player.inner_text()
    player.get_by_role("button", name="Remove B from the comparison").click()
    assert "Nothing to compare yet" in player.inner_text()


def test_page_can_handle_rearrangement(page, site):
    player = open_player(page, site)
    page.evaluate(
        """document.addEventListener("studio:arrange", (event) => {
          event.preventDefault();
          window.order = event.detail.ids;
        })"""
    )
    player.get_by_role("button", name="Move B up").click()
    assert page.evaluate("order") == ["high", "low"]
    assert labels(player) == ["a low tone", "a high tone"]


def test_removal_fetches_nothing_again(page, site):
    fetched = []
    player = open_player(page, site, [*PAIR, clip("short")])
    page.on("request", lambda request: fetched.append(request.url))
    player.get_by_role("button", name="Remove B from the comparison").click()
    page.wait_for_function("document.querySelectorAll('.sp-label').length === 2")
    assert fetched == []
    play_until(page, 0.1)
