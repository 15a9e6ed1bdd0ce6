"""Catalogue."""

from fastapi import FastAPI

api = FastAPI()  # the only one


@api.get("/healthz", include_in_schema=False)
async def healthz() -> dict:
    """Report that the process is alive; nothing else is asked."""
    return {"status": "ok", "service": "catalog"}


@api.get("/readyz", include_in_schema=False)
async def readyz() -> dict:
    """Report whether traffic may be sent here, one check at a time."""
    return {"status": "ready", "checks": {"application": "ok"}}


@api.get("/products")
def products():
    return []
