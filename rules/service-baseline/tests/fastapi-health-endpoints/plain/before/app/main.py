"""Orders."""

import logging

from fastapi import FastAPI

logger = logging.getLogger(__name__)

# The one application of this service.
app = FastAPI(title="Orders")


@app.get("/orders")
def orders() -> list:
    return []
