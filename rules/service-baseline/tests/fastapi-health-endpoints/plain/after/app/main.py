"""Orders."""

import logging

from fastapi import FastAPI

logger = logging.getLogger(__name__)

# The one application of this service.
app = FastAPI(title="Orders")


@app.get("/healthz", include_in_schema=False)
async def healthz() -> dict:
    """Report that the process is alive; nothing else is asked."""
    return {"status": "ok", "service": "orders"}


@app.get("/readyz", include_in_schema=False)
async def readyz() -> dict:
    """Report whether traffic may be sent here, one check at a time."""
    return {"status": "ready", "checks": {"application": "ok"}}


@app.get("/orders")
def orders() -> list:
    return []
