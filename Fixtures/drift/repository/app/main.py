"""HTTP interface of the ledger."""

import logging

from fastapi import FastAPI, HTTPException

from app.ledger import entries

logger = logging.getLogger(__name__)

app = FastAPI(title="Contoso Ledger", version="0.3.0")


@app.get("/entries/{number}")
def read_entry(number: int) -> dict[str, int]:
    if number not in entries:
        raise HTTPException(status_code=404, detail="no such entry")
    logger.info("entry %s read", number)
    return {"number": number, "amount": entries[number]}
