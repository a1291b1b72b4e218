"""Deliveries: the manners in which a kept voice can speak, what a description says of them, and how they sound.

`deliveries.toml` has those with a name of their own; a person may describe any other in words.
"""

from studio.text.deliveries.deliveries import (
    MAX_WORDS,
    NamedDelivery,
    described,
    find_delivery,
    moves_of,
    named_deliveries,
)

__all__ = ["MAX_WORDS", "NamedDelivery", "described", "find_delivery", "moves_of", "named_deliveries"]
