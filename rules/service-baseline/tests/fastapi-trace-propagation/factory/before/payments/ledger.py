def balance(ledger: dict) -> int:
    return sum(ledger.values())
