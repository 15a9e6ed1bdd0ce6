"""How many of each thing there are."""

from collections import Counter


class Stock:
    def __init__(self) -> None:
        self._counts: "Counter[str]" = Counter()

    def receive(self, item: str, count: int) -> int:
        self._counts[item] += count
        return self._counts[item]

    def take(self, item: str, count: int) -> int:
        if self._counts[item] < count:
            raise LookupError(f"only {self._counts[item]} of {item} left")
        self._counts[item] -= count
        return self._counts[item]

    def count(self, item: str) -> int:
        return self._counts[item]
