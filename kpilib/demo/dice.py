"""Draws that give the same numbers on every machine and with every version of numpy.

Only the raw 64-bit stream of PCG64 is used, which numpy keeps stable; what is made of it stands
here. Each part of the world has dice of its own name, so that one more event leaves the others alone.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

from numpy.random import PCG64

SEED = "kpilib demo 1"
_BLOCK = 128
Item = TypeVar("Item")


class Dice:
    """A stream of draws that depends on its name only.

    Parameters
    ----------
    *names : str
        Parts of the name; other names give independent streams.
    """

    def __init__(self, *names: str) -> None:
        digest = hashlib.sha256("|".join([SEED, *names]).encode()).digest()
        self._bits = PCG64(int.from_bytes(digest[:16], "big"))
        self._raw: list[int] = []

    def share(self) -> float:
        """A number in [0, 1), uniform."""
        if not self._raw:
            self._raw = self._bits.random_raw(_BLOCK).tolist()
        return (self._raw.pop() >> 11) * 2.0**-53

    def between(self, lower: float, upper: float) -> float:
        """A number in [lower, upper), uniform."""
        return lower + (upper - lower) * self.share()

    def whole(self, lower: int, upper: int) -> int:
        """A whole number from lower to upper, both included."""
        return lower + int(self.share() * (upper - lower + 1))

    def chance(self, probability: float) -> bool:
        """True with the probability given."""
        return self.share() < probability

    def normal(self) -> float:
        """Nearly normal, mean 0, standard deviation 1, within -6 and 6 (sum of twelve uniforms)."""
        return sum(self.share() for _ in range(12)) - 6.0

    def poisson(self, mean: float) -> int:
        """A Poisson count (Knuth's product; for means below some hundreds)."""
        limit, product, count = math.exp(-mean), self.share(), 0
        while product > limit:
            product *= self.share()
            count += 1
        return count

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items, each as likely."""
        return items[self.whole(0, len(items) - 1)]

    def weighted(self, weights: Mapping[Item, float]) -> Item:
        """One of the keys, likely by its weight."""
        point = self.share() * sum(weights.values())
        for item, weight in weights.items():
            point -= weight
            if point < 0:
                return item
        return next(reversed(list(weights)))

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """So many different items (all where there are fewer), in the order drawn."""
        rest = list(items)
        drawn = []
        for _ in range(min(count, len(rest))):
            at = self.whole(0, len(rest) - 1)
            rest[at], rest[-1] = rest[-1], rest[at]
            drawn.append(rest.pop())
        return drawn
