from app.main import orders


def test_no_orders():
    assert orders() == []
