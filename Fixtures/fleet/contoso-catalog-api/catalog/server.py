"""HTTP interface of the catalogue."""

from contextlib import asynccontextmanager

from fastapi import FastAPI

from . import store
from .routers import categories, products


@asynccontextmanager
async def lifespan(_: FastAPI):
    store.load()
    yield


# The shop's pages call this interface from the browser.
api = FastAPI(title="Contoso Catalog", lifespan=lifespan)
api.include_router(products.router, prefix="/v1")
api.include_router(categories.router, prefix="/v1")


@api.get("/{rest:path}", include_in_schema=False)
def moved(rest: str) -> dict:
    """Everything else has moved to the first version of the interface."""
    return {"see": f"/v1/{rest}"}
