import fastapi

from shop.prices import PRICE

api = fastapi.FastAPI(description=f"from {PRICE}")
