"""Payments."""

from fastapi import FastAPI

from .ledger import balance
from .request_tracing import add_tracing


def create_app() -> FastAPI:
    app = FastAPI(
        title="Payments",
    )
    add_tracing(app)
    app.state.ledger = {}

    @app.get("/balance")
    def read() -> int:
        return balance(app.state.ledger)

    return app


app = create_app()
