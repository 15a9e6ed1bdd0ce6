"""Payments."""

from fastapi import FastAPI

from .ledger import balance


def create_app() -> FastAPI:
    app = FastAPI(
        title="Payments",
    )
    app.state.ledger = {}

    @app.get("/balance")
    def read() -> int:
        return balance(app.state.ledger)

    return app


app = create_app()
