from fastapi.testclient import TestClient

from inventory.api import app

client = TestClient(app)


def test_what_is_received_is_counted():
    assert client.post("/stock/tea/receive", params={"count": 3}).json() == {"count": 3}
    assert client.get("/stock/tea").json() == {"count": 3}


def test_more_than_there_is_cannot_be_taken():
    assert client.post("/stock/cups/take", params={"count": 1}).status_code == 409


def test_a_count_is_positive():
    assert client.post("/stock/tea/receive", params={"count": 0}).status_code == 422
