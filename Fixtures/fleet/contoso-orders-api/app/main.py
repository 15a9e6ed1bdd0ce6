"""HTTP interface of the order book."""

import logging
from typing import List

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

from app.orders import Order, OrderBook

logger = logging.getLogger(__name__)

app = FastAPI(title="Contoso Orders", version="1.4.0")
book = OrderBook()


class NewOrder(BaseModel):
    customer: str = Field(min_length=1)
    items: List[str] = Field(min_length=1)


@app.post("/orders", status_code=201)
def place_order(new: NewOrder) -> Order:
    order = book.place(new.customer, new.items)
    logger.info("order %s placed", order.number)
    return order


@app.get("/orders/{number}")
def read_order(number: int) -> Order:
    order = book.find(number)
    if order is None:
        raise HTTPException(status_code=404, detail="no such order")
    return order


@app.post("/orders/{number}/advance")
def advance_order(number: int) -> Order:
    if book.find(number) is None:
        raise HTTPException(status_code=404, detail="no such order")
    try:
        return book.advance(number)
    except ValueError as error:
        raise HTTPException(status_code=409, detail=str(error)) from error
