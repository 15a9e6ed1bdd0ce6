"""Payments."""

from fastapi import FastAPI

from .ledger import balance


def create_app() -> FastAPI:
    app = FastAPI(
        title="Payments",
    )

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> dict:
        """Report that the process is alive; nothing else is asked."""
        return {"status": "ok", "service": "payments"}

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> dict:
        """Report whether traffic may be sent here, one check at a time."""
        return {"status": "ready", "checks": {"application": "ok"}}

    app.state.ledger = {}

    @app.get("/balance")
    def read() -> int:
        return balance(app.state.ledger)

    return app


app = create_app()
