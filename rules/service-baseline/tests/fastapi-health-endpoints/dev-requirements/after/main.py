from fastapi import FastAPI

app = FastAPI()


@app.get("/healthz", include_in_schema=False)
async def healthz() -> dict:
    """Report that the process is alive; nothing else is asked."""
    return {"status": "ok", "service": "repository"}


@app.get("/readyz", include_in_schema=False)
async def readyz() -> dict:
    """Report whether traffic may be sent here, one check at a time."""
    return {"status": "ready", "checks": {"application": "ok"}}
