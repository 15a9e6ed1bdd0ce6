"""Payments."""

from fastapi import FastAPI

from .ledger import balance
from .logging_config import configure_logging


def create_app() -> FastAPI:
    configure_logging()
    app = FastAPI(
        title="Payments",
    )
    app.state.ledger = {}

    @app.get("/balance")
    def read() -> int:
        return balance(app.state.ledger)

    return app


app = create_app()
