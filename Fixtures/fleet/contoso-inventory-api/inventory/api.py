"""HTTP interface of the warehouse."""

from typing import Dict

import structlog
from fastapi import FastAPI, HTTPException, Query

from inventory.logging_config import configure_logging
from inventory.request_tracing import add_tracing
from inventory.stock import Stock

log = structlog.get_logger(__name__)

configure_logging()
app = FastAPI(title="Contoso Inventory", version="0.9.0")
add_tracing(app)
stock = Stock()


@app.get("/healthz", include_in_schema=False)
async def healthz() -> dict:
    """Report that the process is alive; nothing else is asked."""
    return {"status": "ok", "service": "inventory-api"}


@app.get("/readyz", include_in_schema=False)
async def readyz() -> dict:
    """Report whether traffic may be sent here, one check at a time."""
    return {"status": "ready", "checks": {"stock": "ok"}}


@app.get("/stock/{item}")
def read(item: str) -> Dict[str, int]:
    return {"count": stock.count(item)}


@app.post("/stock/{item}/receive")
def receive(item: str, count: int = Query(gt=0)) -> Dict[str, int]:
    log.info("received", item=item, count=count)
    return {"count": stock.receive(item, count)}


@app.post("/stock/{item}/take")
def take(item: str, count: int = Query(gt=0)) -> Dict[str, int]:
    try:
        return {"count": stock.take(item, count)}
    except LookupError as error:
        raise HTTPException(status_code=409, detail=str(error)) from error
