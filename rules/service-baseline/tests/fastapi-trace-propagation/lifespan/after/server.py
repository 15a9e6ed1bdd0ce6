from contextlib import asynccontextmanager

from fastapi import FastAPI

import pages
from request_tracing import add_tracing


@asynccontextmanager
async def lifespan(_):
    yield


site = FastAPI(
    lifespan=lifespan,
)
add_tracing(site)
site.include_router(pages.router)