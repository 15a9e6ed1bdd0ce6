import pytest
from fastapi.testclient import TestClient

from app.main import app
from app.orders import OrderBook

client = TestClient(app)


def place(*items):
    return client.post("/orders", json={"customer": "ada", "items": list(items)})


def test_an_order_is_placed_and_read():
    placed = place("tea", "cup")
    assert placed.status_code == 201
    read = client.get(f"/orders/{placed.json()['number']}")
    assert read.json()["items"] == ["tea", "cup"]
    assert read.json()["step"] == "received"


def test_an_order_needs_items():
    assert place().status_code == 422


def test_an_unknown_order_is_not_found():
    assert client.get("/orders/9999").status_code == 404


def test_an_order_advances_until_it_is_shipped():
    number = place("tea").json()["number"]
    steps = [client.post(f"/orders/{number}/advance") for _ in range(4)]
    assert [step.status_code for step in steps] == [200, 200, 200, 409]
    assert steps[2].json()["step"] == "shipped"


def test_the_book_refuses_to_ship_twice():
    book = OrderBook()
    book.place("ada", ["tea"]).step = "shipped"
    with pytest.raises(ValueError):
        book.advance(1)
