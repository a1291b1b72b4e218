"""A delivery of a sketch voice moves its prosody, and leaves who speaks as it is."""

import pytest

from studio.auditions.sketch_delivery import STRENGTHS, delivered
from studio.domain.limits import MAX_TAKES
from studio.domain.sketch_voice import LIMITS, SketchVoice
from studio.text.deliveries import moves_of, named_deliveries

NEUTRAL = SketchVoice(
    f0=190.0,
    excursion=1.0,
    rate=165.0,
    formants=1.16,
    balance=1.02,
    breath=0.1,
    roughness=0.1,
    tremor=0.12,
    tilt=0.0,
    level=-21.5,
    whisper=False,
)
LAST = SketchVoice(**{name: high for name, (_, high) in LIMITS.items()}, whisper=True)


@pytest.mark.parametrize("voice", [NEUTRAL, LAST], ids=["ordinary", "at the limits"])
@pytest.mark.parametrize("delivery", named_deliveries(), ids=lambda each: each.id)
def test_every_delivery_at_every_strength_keeps_the_person_and_stays_within_the_limits(voice, delivery):
    for strength in STRENGTHS:
        moved = delivered(voice, delivery.moves, strength)
        assert (moved.formants, moved.balance) == (voice.formants, voice.balance)


def test_sad_is_slower_lower_softer_and_flatter_and_angry_is_the_opposite_of_the_loudness():
    sad, angry = (delivered(NEUTRAL, moves_of(name)) for name in ("sad", "angry"))

    assert sad.rate < NEUTRAL.rate < angry.rate
    assert sad.f0 < NEUTRAL.f0 < angry.f0
    assert sad.level < NEUTRAL.level < angry.level
    assert sad.excursion < NEUTRAL.excursion < angry.excursion
    assert sad.tilt < NEUTRAL.tilt < angry.tilt


def test_a_whisper_is_one_at_any_strength():
    assert all(delivered(NEUTRAL, moves_of("whisper"), strength).whisper for strength in STRENGTHS)


def test_a_gentler_delivery_lies_between_the_neutral_voice_and_the_full_one():
    gentle, full = (delivered(NEUTRAL, moves_of("excited"), strength) for strength in (0.5, 1.0))
    assert NEUTRAL.f0 < gentle.f0 < full.f0


def test_each_take_of_a_proposal_has_a_strength_of_its_own():
    assert len(set(STRENGTHS)) == MAX_TAKES
