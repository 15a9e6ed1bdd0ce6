"""Orders and the steps that they go through."""

from dataclasses import dataclass, field
from typing import Dict, List, Optional

STEPS = ("received", "paid", "packed", "shipped")


@dataclass
class Order:
    number: int
    customer: str
    items: List[str]
    step: str = STEPS[0]


@dataclass
class OrderBook:
    orders: Dict[int, Order] = field(default_factory=dict)

    def place(self, customer: str, items: List[str]) -> Order:
        order = Order(number=len(self.orders) + 1, customer=customer, items=items)
        self.orders[order.number] = order
        return order

    def find(self, number: int) -> Optional[Order]:
        return self.orders.get(number)

    def advance(self, number: int) -> Order:
        order = self.orders[number]
        position = STEPS.index(order.step)
        if position + 1 == len(STEPS):
            raise ValueError(f"order {number} has been shipped")
        order.step = STEPS[position + 1]
        return order
