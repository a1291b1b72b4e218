"""The comparison player, as a person and a page meet it, in a real Chromium."""

import numpy as np
import pytest
from player_page import LONG_PAIR, RATE, at, clip, drag, heard, open_player, pixels, play_until, sounds, state

from studio.audio.loudness import loudness, matching_gains, true_peak

pytestmark = pytest.mark.browser

# ---- what is heard -----------------------------------------------------------------------------------------------


def test_clips_are_aligned_to_the_sample(page, site):
    open_player(page, site)
    for channel, sound in enumerate(("low", "high")):
        samples = page.evaluate("(channel) => Array.from(player.buffer.getChannelData(channel))", channel)
        assert np.array_equal(np.float32(samples), sounds()[sound])


def test_switch_continues_at_the_same_sample(page, site):
    open_player(page, site)
    rendered = page.evaluate(
        """async () => {
          const context = new OfflineAudioContext(1, player.buffer.length, module.RATE);
          const graph = module.connect(context, player.buffer, [0.5, 0]);
          context.suspend(1).then(() => { module.fade(graph, [0, 0.8], context.currentTime); context.resume(); });
          graph.source.start(0);
          return Array.from((await context.startRendering()).getChannelData(0));
        }"""
    )
    low, high, mixed = sounds()["low"] * 0.5, sounds()["high"] * 0.8, np.float32(rendered)
    crossfade = int(0.008 * RATE)
    switch = int(np.flatnonzero(np.abs(mixed - low) > 1e-6)[0])
    assert RATE - 1 <= switch <= RATE + 128  # the context stops at whole blocks of 128 samples
    assert np.allclose(mixed[switch + crossfade + 128 :], high[switch + crossfade + 128 :], atol=1e-6)
    steepest = np.abs(np.diff(low)).max() + np.abs(np.diff(high)).max() + 2 * 0.25 / crossfade
    assert np.abs(np.diff(mixed)).max() < steepest  # no click


def test_fast_switching_does_not_click(page, site):
    open_player(page, site)
    rendered = page.evaluate(
        """async () => {
          const context = new OfflineAudioContext(1, player.buffer.length, module.RATE);
          const graph = module.connect(context, player.buffer, [1, 0]);
          [1, 1 + 128 / module.RATE].forEach((time, turn) => context.suspend(time).then(() => {
            module.fade(graph, turn ? [1, 0] : [0, 1], context.currentTime);
            context.resume();
          }));
          graph.source.start(0);
          return Array.from((await context.startRendering()).getChannelData(0));
        }"""
    )
    low, high, mixed = sounds()["low"], sounds()["high"], np.float32(rendered)
    steepest = np.abs(np.diff(low)).max() + np.abs(np.diff(high)).max() + 2 * 0.25 / (0.008 * RATE)
    assert np.abs(np.diff(mixed)).max() < steepest
    assert not np.allclose(mixed[RATE : RATE + 256], low[RATE : RATE + 256], atol=1e-3)
    assert np.allclose(mixed[RATE + 600 :], low[RATE + 600 :], atol=1e-6)


def test_a_and_b_keys_switch_during_playback(page, site):
    open_player(page, site, LONG_PAIR)
    play_until(page, 0.2)
    before = state(page)
    page.keyboard.press("b")
    page.wait_for_function("player.state.gains[0] === 0")
    after = state(page)
    assert after["playing"]
    assert after["active"] == 1
    assert after["gains"] == pytest.approx([0, 10 ** (2 / 20)], abs=1e-3)
    assert after["position"] > before["position"]
    assert heard(page) == [["play", 0], ["switch", 1]]
    page.keyboard.press("A")
    page.wait_for_function("player.state.gains[1] === 0")
    assert state(page)["gains"] == pytest.approx([10 ** (-6 / 20), 0], abs=1e-3)


def test_a_and_b_keys_do_not_start_playback(page, site):
    open_player(page, site)
    page.keyboard.press("b")
    assert state(page)["active"] == 1
    assert state(page)["position"] == 0
    assert not state(page)["playing"]


def test_space_plays_and_resumes(page, site):
    open_player(page, site, LONG_PAIR)
    play_until(page, 0.3)
    page.keyboard.press("Space")
    paused = state(page)
    assert not paused["playing"]
    assert paused["position"] > 0.3
    page.keyboard.press("Space")
    page.wait_for_function("(position) => player.state.position > position", arg=paused["position"])
    assert heard(page) == [["play", 0], ["pause", 0], ["play", 0]]


def test_playback_stops_at_the_end_and_restarts(page, site):
    open_player(page, site, LONG_PAIR)
    page.evaluate("player.seek(19.9)")
    page.keyboard.press("Space")
    page.wait_for_function("!player.state.playing")
    assert state(page)["position"] == 20
    assert heard(page) == [["play", 0], ["ended", 0]]
    page.keyboard.press("Space")
    assert state(page)["position"] < 10


def test_level_match_can_be_turned_off(page, site):
    player = open_player(page, site)
    match = player.get_by_role("button", name="Level match")
    assert match.get_attribute("aria-pressed") == "true"
    assert player.locator(".sp-gain").all_inner_texts() == ["gain −6.0 dB", "gain +2.0 dB"]
    match.click()
    assert match.get_attribute("aria-pressed") == "false"
    assert player.locator(".sp-gain").all_inner_texts() == ["gain 0.0 dB", "gain 0.0 dB"]
    assert state(page)["gains"] == [1, 0]


def test_the_longest_clip_sets_the_time_axis(page, site):
    open_player(page, site, [clip("short"), clip("high")])
    assert state(page)["duration"] == 2
    samples = page.evaluate("Array.from(player.buffer.getChannelData(0))")
    assert not np.any(samples[RATE:])


def test_bytes_play_as_well_as_addresses(page, site):
    open_player(page, site, [])
    page.evaluate(
        """async () => {
          const audio = await (await fetch("low.flac")).arrayBuffer();
          const view = await (await fetch("low.json")).json();
          const shifted = new Uint8Array(audio.byteLength + 3);
          shifted.set(new Uint8Array(audio), 3);
          const part = new DataView(shifted.buffer, 3);
          await player.load([{ id: "a", label: "", audio, view }, { id: "b", label: "", audio: part, view }]);
        }"""
    )
    assert state(page)["status"] == "ready"
    assert page.evaluate("player.buffer.numberOfChannels") == 2


def test_eight_clips_can_be_compared(page, site):
    open_player(page, site, [clip("short", label=f"take {number}") for number in range(1, 9)])
    for key, place in (("h", 7), ("x", 0), ("3", 2), ("x", 3), ("8", 7), ("A", 0)):
        page.keyboard.press(key)
        assert state(page)["active"] == place
    assert page.locator(".sp-lane").count() == 8


def test_gains_bring_the_clips_to_one_loudness(page, site):
    names = ["low", "high", "man", "woman", "short"]
    gains = matching_gains([(sounds()[name], RATE) for name in names])
    open_player(page, site, [clip(name, gain) for name, gain in zip(names, gains, strict=True)])
    measured = []
    for place, name in enumerate(names):
        page.keyboard.press(str(place + 1))
        rendered = page.evaluate(
            """async () => {
              const context = new OfflineAudioContext(1, player.buffer.length, module.RATE);
              module.connect(context, player.buffer, player.state.gains).source.start(0);
              return Array.from((await context.startRendering()).getChannelData(0));
            }"""
        )
        sound = np.float32(rendered)[: len(sounds()[name])]
        assert true_peak(sound, RATE) <= 0.01
        measured.append(loudness(sound, RATE))
    assert np.ptp(measured) < 0.1


def test_silence_gets_no_gain(page, site):
    gains = matching_gains([(sounds()["silence"], RATE), (sounds()["low"], RATE)])
    player = open_player(page, site, [clip("silence", gains[0]), clip("low", gains[1])])
    assert player.locator(".sp-gain").first.inner_text() == "gain 0.0 dB"
    assert state(page)["gains"] == [1, 0]


def test_restart_on_switch_is_remembered(page, site):
    player = open_player(page, site, LONG_PAIR)
    player.get_by_role("button", name="From the start").click()
    page.evaluate("player.seek(10)")
    play_until(page, 10)
    page.keyboard.press("b")
    switched = state(page)
    assert switched["position"] < 10
    assert switched["playing"]
    player = open_player(page, site)
    assert player.get_by_role("button", name="From the start").get_attribute("aria-pressed") == "true"


# ---- loop and speed ----------------------------------------------------------------------------------------------


def test_loop_is_exact_and_does_not_click(page, site):
    open_player(page, site)
    start, end = 12_000, 19_277
    rendered = page.evaluate(
        """async ([from, to]) => {
          const context = new OfflineAudioContext(1, 3 * (to - from), module.RATE);
          const cut = module.cutLoop(player.buffer, from / module.RATE, to / module.RATE);
          const graph = module.connect(context, cut, [1, 0]);
          graph.source.loop = true;
          graph.source.start(0);
          return Array.from((await context.startRendering()).getChannelData(0));
        }""",
        [start, end],
    )
    first, second, third = np.float32(rendered).reshape(3, -1)
    tail = int(0.008 * RATE)
    assert np.array_equal(first[:-tail], sounds()["low"][start : end - tail])
    assert np.array_equal(first, second)
    assert np.array_equal(second, third)
    low = sounds()["low"]
    assert np.abs(np.diff(rendered)).max() < np.abs(np.diff(low)).max() + 2 * np.abs(low).max() / tail


def test_dragged_region_loops_until_escape(page, site):
    player = open_player(page, site)
    drag(page, 0.25, 0.4)
    region = state(page)["region"]
    assert (region["from"], region["to"]) == pytest.approx((0.5, 0.8), abs=0.01)
    assert state(page)["looping"]
    assert state(page)["position"] == pytest.approx(region["from"])
    page.evaluate(
        """() => {
          window.turns = 0;
          let last = 0;
          window.outside = [];
          const watch = () => {
            const { position, region } = player.state;
            if (region && (position < region.from || position > region.to)) outside.push(position);
            if (position < last) turns += 1;
            last = position;
            requestAnimationFrame(watch);
          };
          watch();
        }"""
    )
    page.keyboard.press("Space")
    page.wait_for_function("turns >= 3")
    assert page.evaluate("outside") == []
    assert player.get_by_role("button", name="Loop").get_attribute("aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert state(page)["region"] is None
    page.wait_for_function("player.state.position > 1")


def test_l_key_toggles_the_loop(page, site):
    open_player(page, site, LONG_PAIR)
    drag(page, 0.1, 0.12)
    page.keyboard.press("l")
    assert not state(page)["looping"]
    assert state(page)["region"]
    play_until(page, 2.6)  # past the part
    page.keyboard.press("l")
    page.wait_for_function("player.state.position < 2.45")
    assert state(page)["playing"]


def test_whole_clip_loops_without_a_region(page, site):
    open_player(page, site, [clip("short"), clip("short", id="other")])
    page.keyboard.press("l")
    page.evaluate("player.seek(0.9)")
    page.keyboard.press("Space")
    page.wait_for_function("player.state.position < 0.5")
    assert state(page)["playing"]
    assert heard(page) == [["play", 0]]


def test_switch_stays_in_the_loop(page, site):
    open_player(page, site)
    drag(page, 0.25, 0.5)
    play_until(page, 0.6)
    page.keyboard.press("b")
    page.wait_for_function("player.state.gains[0] === 0")
    assert 0.5 <= state(page)["position"] <= 1.0
    assert state(page)["looping"]


def test_click_outside_the_region_clears_it(page, site):
    open_player(page, site)
    drag(page, 0.25, 0.5)
    page.mouse.click(*at(page, 0.3))
    assert state(page)["region"]
    assert state(page)["position"] == pytest.approx(0.6, abs=0.01)
    page.mouse.click(*at(page, 0.75))
    assert state(page)["region"] is None
    assert not state(page)["looping"]
    assert state(page)["position"] == pytest.approx(1.5, abs=0.01)


def stretched(page, names, speed):
    page.evaluate("(clips) => player.load(clips)", [clip(name) for name in names])
    sounds = page.evaluate(
        """async (speed) => {
          const tracks = [0, 1].map((channel) => player.buffer.getChannelData(channel));
          return (await module.stretch(tracks, speed)).map((track) => Array.from(track));
        }""",
        speed,
    )
    return [np.float32(sound) for sound in sounds]


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.25, 1.5])
def test_speed_change_keeps_the_pitch(page, site, speed):
    open_player(page, site)
    for sound, hertz in zip(stretched(page, ["low", "high"], speed), (220, 660), strict=True):
        assert len(sound) == round(2 * RATE / speed)
        spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 2**18))
        assert np.argmax(spectrum) * RATE / 2**18 == pytest.approx(hertz, rel=0.005)
        middle = sound[RATE // 4 : -RATE // 4]
        assert np.abs(middle).max() == pytest.approx(0.25, abs=0.02)  # nothing is doubled or cancelled


@pytest.mark.parametrize("speed", [0.5, 1.25])
def test_clips_stay_aligned_at_other_speeds(page, site, speed):
    open_player(page, site)
    for sound in stretched(page, ["low bursts", "high bursts"], speed):
        for burst in range(4):
            start = burst * 0.5 / speed
            loud = np.abs(sound) > 0.1
            first = np.flatnonzero(loud[max(0, int((start - 0.1) * RATE)) :])[0] + max(0, int((start - 0.1) * RATE))
            assert first / RATE == pytest.approx(start, abs=0.035)


def test_speed_changes_during_playback_and_positions_are_those_of_the_clip(page, site):
    player = open_player(page, site, [clip("long"), clip("low")])
    play_until(page, 0.1)
    player.get_by_label("Speed").select_option("0.5")
    page.wait_for_function("player.state.speed === 0.5")
    assert state(page)["playing"]
    assert state(page)["duration"] == 20
    assert page.evaluate("player.buffer.duration") == pytest.approx(40)
    page.evaluate("player.seek(19.9)")
    page.wait_for_function("!player.state.playing")
    assert state(page)["position"] == 20
    page.keyboard.press("b")
    assert state(page)["active"] == 1  # the keys are the player's again after the choice


def test_loop_region_is_the_same_at_other_speeds(page, site):
    player = open_player(page, site)
    player.get_by_label("Speed").select_option("1.5")
    page.wait_for_function("player.state.speed === 1.5")
    drag(page, 0.5, 0.75)
    page.keyboard.press("Space")
    page.wait_for_function("player.state.position > 1.3")
    page.wait_for_function("player.state.position < 1.2")
    assert 1 <= state(page)["position"] <= 1.5


def test_new_clips_play_at_the_chosen_speed(page, site):
    player = open_player(page, site)
    player.get_by_label("Speed").select_option("0.8")
    page.wait_for_function("player.state.speed === 0.8")
    page.evaluate("(clips) => player.load(clips)", [clip("short"), clip("high")])
    page.wait_for_function("player.state.speed === 0.8")
    assert page.evaluate("player.buffer.duration") == pytest.approx(2.5)


# ---- keys and clicks ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["textarea", "input", "#editable", "select"])
def test_keys_in_a_field_do_not_control_the_player(page, site, field):
    open_player(page, site)
    page.focus(field)
    for key in ("b", "2", "x", "Space", "ArrowRight", "l", "+"):
        page.keyboard.press(key)
    assert state(page)["active"] == 0
    assert not state(page)["looping"]
    assert state(page)["window"] == {"from": 0, "to": 2}
    assert not state(page)["playing"]
    assert state(page)["position"] == 0


def test_typed_text_reaches_the_field(page, site):
    open_player(page, site)
    page.focus("textarea")
    page.keyboard.type("a bab")
    assert page.input_value("textarea") == "a bab"


def test_x_key_skips_empty_places(page, site):
    open_player(page, site, [None, clip("low"), None, clip("high")], slots=4)
    for place in (3, 1, 3):
        page.keyboard.press("x")
        assert state(page)["active"] == place


def test_click_on_a_title_switches_to_that_clip(page, site):
    player = open_player(page, site)
    player.locator(".sp-label").nth(1).click()
    assert state(page)["active"] == 1
    assert state(page)["position"] == 0


@pytest.mark.parametrize("chord", ["Control+b", "Alt+b", "Meta+b"])
def test_key_chords_are_left_to_the_browser(page, site, chord):
    open_player(page, site)
    page.keyboard.press(chord)
    assert state(page)["active"] == 0


def test_arrows_move_by_half_a_second_within_the_clip(page, site):
    open_player(page, site)
    positions = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
        positions.append(state(page)["position"])
    assert positions == [0.5, 1.0, 0.5, 0.0, 0.0]


def test_click_on_a_picture_seeks(page, site):
    player = open_player(page, site)
    for picture in player.locator(".sp-lane canvas").all():
        box = picture.bounding_box()
        picture.click(position={"x": 44 + 0.75 * (box["width"] - 44), "y": box["height"] / 2})
        assert state(page)["position"] == pytest.approx(1.5, abs=0.01)
        page.evaluate("player.seek(0)")


def test_seek_during_playback_continues_from_there(page, site):
    open_player(page, site, [clip("long"), clip("low")])
    play_until(page, 0.1)
    page.evaluate("player.seek(15)")
    page.wait_for_function("player.state.position > 15.1")
    assert state(page)["playing"]


def test_space_after_a_click_on_a_button_still_plays(page, site):
    open_player(page, site, LONG_PAIR)
    page.evaluate("outside.addEventListener('click', () => (window.clicks = (window.clicks ?? 0) + 1))")
    page.click("#outside")
    page.keyboard.press("Space")
    assert state(page)["playing"]
    assert page.evaluate("clicks") == 1


def test_space_on_a_button_reached_by_keyboard_presses_it(page, site):
    player = open_player(page, site)
    page.evaluate("outside.addEventListener('click', () => (window.clicks = (window.clicks ?? 0) + 1))")
    page.focus("#outside")
    page.keyboard.press("Space")
    assert page.evaluate("clicks") == 1
    assert not state(page)["playing"]
    player.get_by_role("button", name="Hear B").focus()
    page.keyboard.press("Space")
    assert state(page)["active"] == 1
    assert not state(page)["playing"]


def test_keys_at_the_root_leave_the_rest_of_the_page_alone(page, site):
    player = open_player(page, site, keys="root")
    page.click("#outside")
    page.keyboard.press("b")
    assert state(page)["active"] == 0
    player.locator(".sp-title").first.click()
    page.keyboard.press("b")
    assert state(page)["active"] == 1
    assert player.get_attribute("data-lm-suppress-shortcuts") == "true"


def test_buttons_have_labels_and_pressed_states(page, site):
    player = open_player(page, site, LONG_PAIR)
    player.get_by_role("button", name="Hear B: a low tone").click()
    assert player.get_by_role("button", name="Hear A: a long tone").get_attribute("aria-pressed") == "false"
    assert player.get_by_role("button", name="Hear B: a low tone").get_attribute("aria-pressed") == "true"
    player.get_by_role("button", name="Play").click()
    assert player.get_by_role("button", name="Pause").is_visible()


# ---- what is seen ------------------------------------------------------------------------------------------------


def test_the_tone_is_drawn_at_its_place_on_the_mel_scale(page, site):
    open_player(page, site, [clip("low"), clip("high")])
    brightness = pixels(page, ".sp-mels", 0).sum(axis=2)[:, 200:-200].mean(axis=1)
    higher = pixels(page, ".sp-mels", 1).sum(axis=2)[:, 200:-200].mean(axis=1)
    mel = {220: 3 * 220 / 200, 660: 3 * 660 / 200, 12_000: 15 + 27 * np.log(12) / np.log(6.4)}
    assert 1 - np.argmax(brightness) / 128 == pytest.approx(mel[220] / mel[12_000], abs=0.02)
    assert 1 - np.argmax(higher) / 128 == pytest.approx(mel[660] / mel[12_000], abs=0.02)


def test_both_pictures_share_one_scale_which_follows_the_gains(page, site):
    open_player(page, site, [clip("low"), clip("high", -30.0)])
    brightest = lambda: [pixels(page, ".sp-mels", index)[:, 60:].sum(axis=2).max() for index in (0, 1)]  # noqa: E731
    loud, quiet = brightest()
    assert quiet < 0.8 * loud
    page.get_by_role("button", name="Level match").click()
    assert brightest()[1] == pytest.approx(loud, rel=0.02)


@pytest.mark.parametrize("map_name", ["dusk", "sea", "gold", "ink"])
def test_colours_rise_evenly_in_lightness(page, site, map_name):
    open_player(page, site, [])
    ramp = np.array(page.evaluate("(name) => module.MAPS[name]", map_name)) / 255
    ramp = ramp[::-1] if map_name == "ink" else ramp
    linear = np.where(ramp <= 0.04045, ramp / 12.92, ((ramp + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    lightness = np.where(luminance > 0.008856, 116 * np.cbrt(luminance) - 16, 903.3 * luminance)
    assert np.all(np.diff(lightness) > -0.5)
    assert np.abs(lightness - np.linspace(lightness[0], lightness[-1], 256)).max() < 12


def test_pictures_follow_the_width_and_stay_crisp(page, site):
    player = open_player(page, site)
    page.set_viewport_size({"width": 900, "height": 700})
    page.wait_for_function(
        "document.querySelector('.sp-mels').width === document.querySelector('.sp-mels').clientWidth"
    )
    assert player.bounding_box()["width"] < 900
    box = player.locator(".sp-mels").first.bounding_box()
    player.locator(".sp-mels").first.click(position={"x": 44 + (box["width"] - 44) / 2, "y": 10})
    assert state(page)["position"] == pytest.approx(1.0, abs=0.01)


def ink(page):
    """Mean lightness of what is drawn opaquely into the first waveform."""
    drawn = pixels(page, ".sp-wave")
    return drawn[drawn[..., 3] == 255][:, :3].mean()


def test_player_follows_the_page_theme(page, site):
    player = open_player(page, site)
    assert player.get_attribute("data-theme") == "light"
    light = ink(page)
    page.evaluate("document.body.classList.add('dark')")
    page.wait_for_selector(".studio-player[data-theme=dark]")
    page.evaluate("new Promise(requestAnimationFrame)")
    assert ink(page) > light
    page.evaluate("document.body.classList.remove('dark')")
    page.wait_for_selector(".studio-player[data-theme=light]")
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector(".studio-player[data-theme=dark]")
    page.evaluate("document.body.classList.add('light')")  # as marimo marks it
    page.wait_for_selector(".studio-player[data-theme=light]")


@pytest.mark.parametrize(
    "words", ["<img src=x onerror=alert(1)>", "${alert(1)} {{value}}", "</style><b>bold</b>", "a" * 400]
)
def test_user_text_is_not_markup_in_the_player(page, site, words):
    page.on("dialog", lambda dialog: pytest.fail("a label ran as code"))
    player = open_player(page, site, [clip("low", label=words, note=words), clip("high")])
    assert player.locator(".sp-label").first.text_content() == words
    assert player.locator(".sp-note").first.text_content() == words
    assert player.locator("img, b:has-text('bold')").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


# ---- states ------------------------------------------------------------------------------------------------------


def test_empty_player_says_what_to_do(page, site):
    player = open_player(page, site, [])
    assert "Send a take to A and another to B" in player.inner_text()
    page.keyboard.press("Space")
    page.keyboard.press("b")
    assert state(page)["status"] == "empty"
    assert not state(page)["playing"]


def test_one_clip_plays_alone_beside_an_empty_place(page, site):
    player = open_player(page, site, [None, clip("high")])
    assert "Send a take to A" in player.inner_text()
    assert state(page)["active"] == 1
    page.keyboard.press("a")
    assert state(page)["active"] == 1
    assert player.get_by_role("button", name="A is empty").is_disabled()
    play_until(page, 0.1)
    assert state(page)["gains"] == pytest.approx([0, 1])


def test_missing_audio_is_reported_and_can_be_retried(page, site, complaints):
    page.route("**/high.flac", lambda route: route.fulfill(status=404))
    player = open_player(page, site)
    assert "B could not be loaded: it is not there any more (HTTP 404)." in player.inner_text()
    assert state(page)["status"] == "failed"
    page.keyboard.press("Space")
    assert not state(page)["playing"]
    page.unroute("**/high.flac")
    complaints.clear()
    player.get_by_role("button", name="Try again").click()
    page.wait_for_function("player.state.status === 'ready'")


def test_unreachable_studio_is_reported(page, site, complaints):
    page.route("**/low.json", lambda route: route.abort())
    player = open_player(page, site)
    assert "A could not be loaded: the studio did not answer." in player.inner_text()
    complaints.clear()


def test_undecodable_file_is_reported(page, site):
    player = open_player(page, site, [clip("low"), clip("high", audio="broken.flac")])
    assert "B could not be loaded: this browser cannot decode" in player.inner_text()


def test_last_of_two_quick_loads_wins(page, site):
    player = open_player(page, site, [])
    page.evaluate(
        "([first, second]) => Promise.all([player.load(first), player.load(second)])",
        [[clip("long"), clip("low")], [clip("short"), clip("high")]],
    )
    assert player.locator(".sp-label").all_inner_texts() == ["a short tone", "a high tone"]
    assert state(page)["duration"] == 2


def test_new_clips_stop_the_old_ones(page, site):
    open_player(page, site)
    play_until(page, 0.1)
    page.evaluate("(clips) => player.load(clips)", [clip("short"), clip("high")])
    assert not state(page)["playing"]
    assert state(page)["position"] == 0
    page.evaluate("player.clear()")
    assert state(page)["status"] == "empty"


def test_disposed_player_leaves_nothing(page, site):
    page.add_init_script(
        """window.contexts = [];
        window.AudioContext = class extends AudioContext {
          constructor(...given) { super(...given); contexts.push(this); }
        };"""
    )
    open_player(page, site)
    play_until(page, 0.1)
    page.evaluate("player.dispose()")
    page.wait_for_function("contexts.length === 1 && contexts[0].state === 'closed'")
    heard(page)
    page.keyboard.press("Space")
    page.keyboard.press("b")
    assert heard(page) == []
    assert page.evaluate("root.childElementCount") == 0
