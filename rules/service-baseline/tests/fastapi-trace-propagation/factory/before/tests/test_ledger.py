from payments.ledger import balance


def test_empty():
    assert balance({}) == 0
