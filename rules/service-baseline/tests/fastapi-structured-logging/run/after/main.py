import uvicorn
from fastapi import FastAPI

from logging_config import configure_logging

configure_logging()
app = FastAPI()

if __name__ == "__main__":
    uvicorn.run(app, log_config=None, port=8080)
