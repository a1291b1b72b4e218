"""What adding and removing a delivery makes of a preset."""

import itertools
from dataclasses import replace

from studio.domain.delivery import MOST_DELIVERIES, Delivery, delivery_file
from studio.domain.take import Take
from studio.errors import AlreadyExists, InvalidInput
from studio.store.preset_folder import Preset


def check_same_backend(preset: Preset, take: Take) -> None:
    """Check that a take can be a delivery of a preset: another backend would speak in another voice.

    Raises
    ------
    InvalidInput
        If another backend made it.
    """
    if take.recipe.backend != preset.recipe.backend:
        raise InvalidInput(
            f"{preset.name!r} speaks with {preset.recipe.backend}, and the take was made with {take.recipe.backend}.",
            "Make the delivery with the backend of the voice.",
            code="delivery-backend",
            details={"field": "delivery"},
        )


def with_delivery(preset: Preset, delivery: Delivery, *, overwrite: bool) -> Preset:
    """Return a preset with a delivery, which gets a file of its own.

    Parameters
    ----------
    preset : Preset
        The voice.
    delivery : Delivery
        It takes the place of the one of the same name, or is the last.
    overwrite : bool
        Whether there may be one of the same name.

    Raises
    ------
    AlreadyExists
        If there is one of that name and `overwrite` is false.
    InvalidInput
        If the preset has the most deliveries that one can have.
    """
    names = [each.name.casefold() for each in preset.deliveries]
    place = names.index(delivery.name.casefold()) if delivery.name.casefold() in names else len(names)
    before, after = preset.deliveries[:place], preset.deliveries[place + 1 :]
    if place < len(names) and not overwrite:
        raise _exists(preset, delivery.name)
    if place == MOST_DELIVERIES:
        raise _too_many(preset)
    added = replace(delivery, file=_free_file(delivery.name, {each.file for each in (*before, *after)}))
    return replace(preset, deliveries=(*before, added, *after))


def without_delivery(preset: Preset, name: str) -> Preset:
    """Return a preset without a delivery.

    Raises
    ------
    NotFound
        If it has none of that name; it lists those there are.
    """
    removed = preset.delivery(name)
    return replace(preset, deliveries=tuple(each for each in preset.deliveries if each is not removed))


def _free_file(name: str, taken: set[str]) -> str:
    return next(file for number in itertools.count(1) if (file := delivery_file(name, number)) not in taken)


def _exists(preset: Preset, name: str) -> AlreadyExists:
    return AlreadyExists(
        f"{preset.name!r} has a delivery {name!r} already.",
        "Choose another name, or replace it.",
        code="delivery-exists",
        details={"field": "delivery"},
    )


def _too_many(preset: Preset) -> InvalidInput:
    return InvalidInput(
        f"{preset.name!r} has {MOST_DELIVERIES} deliveries, the most that a preset can have.",
        "Remove one of them.",
        code="too-many-deliveries",
        details={"field": "delivery"},
    )
