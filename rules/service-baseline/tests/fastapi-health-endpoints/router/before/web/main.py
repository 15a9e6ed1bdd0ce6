from fastapi import FastAPI

from . import health

app = FastAPI()
app.include_router(health.router)
app.include_router(health.ready)
