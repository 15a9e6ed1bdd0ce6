import fastapi

from shop.logging_config import configure_logging
from shop.prices import PRICE

configure_logging()
api = fastapi.FastAPI(description=f"from {PRICE}")
