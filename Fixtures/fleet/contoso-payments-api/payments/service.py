"""HTTP interface of the payment service."""

import logging
import os
from decimal import Decimal
from typing import Dict

import jwt
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel, Field

from . import tokens
from .rates import Rates

logger = logging.getLogger(__name__)


class Payment(BaseModel):
    amount: Decimal = Field(gt=0)
    currency: str = Field(pattern="^[A-Z]{3}$")


def signing_key() -> str:
    return os.environ.get("PAYMENTS_KEY", "a key for development, 32 bytes long")


def create_app() -> FastAPI:
    """Build the application; each one has its own ledger."""
    rates = Rates(os.environ.get("RATES_URL", "http://rates.internal"))
    ledger: Dict[str, Decimal] = {}

    app = FastAPI(
        title="Contoso Payments",
        version="2.0.1",
    )

    @app.post("/payments", status_code=201)
    def capture(payment: Payment, authorization: str = Header()) -> Dict[str, str]:
        try:
            merchant = tokens.merchant_of(
                authorization.partition(" ")[2], signing_key()
            )
        except jwt.InvalidTokenError as error:
            raise HTTPException(status_code=401, detail="token refused") from error
        euro = rates.to_euro(payment.amount, payment.currency)
        ledger[merchant] = ledger.get(merchant, Decimal(0)) + euro
        logger.info("captured %s EUR for %s", euro, merchant)
        return {"merchant": merchant, "captured": str(euro)}

    @app.get("/balance/{merchant}")
    def balance(merchant: str) -> Dict[str, str]:
        return {"merchant": merchant, "balance": str(ledger.get(merchant, Decimal(0)))}

    return app
