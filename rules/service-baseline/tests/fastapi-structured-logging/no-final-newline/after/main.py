from fastapi import FastAPI

from logging_config import configure_logging

configure_logging()
app = FastAPI()