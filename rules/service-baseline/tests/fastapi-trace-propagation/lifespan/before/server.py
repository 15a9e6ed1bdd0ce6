from contextlib import asynccontextmanager

from fastapi import FastAPI

import pages


@asynccontextmanager
async def lifespan(_):
    yield


site = FastAPI(
    lifespan=lifespan,
)
site.include_router(pages.router)