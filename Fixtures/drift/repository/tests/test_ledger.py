from app.ledger import entries


def test_entries():
    assert entries[1] == 100
