"""Orders."""

import os

from fastapi import FastAPI

# The title is what the shop is called.
app = FastAPI(title=os.environ.get("TITLE", "Orders"))


@app.get("/orders")
def orders() -> list:
    return []
