"""Orders."""

import os

from fastapi import FastAPI

from app.logging_config import configure_logging

configure_logging()
# The title is what the shop is called.
app = FastAPI(title=os.environ.get("TITLE", "Orders"))


@app.get("/orders")
def orders() -> list:
    return []
