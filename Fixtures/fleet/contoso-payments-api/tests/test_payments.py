from decimal import Decimal

import jwt
import pytest
from fastapi.testclient import TestClient

from payments import tokens
from payments.rates import Rates
from payments.service import create_app, signing_key


@pytest.fixture
def client():
    return TestClient(create_app())


def bearer(merchant):
    return {"Authorization": f"Bearer {tokens.issue(signing_key(), merchant)}"}


def test_a_payment_is_captured(client):
    payment = {"amount": "12.50", "currency": "EUR"}
    answer = client.post("/payments", json=payment, headers=bearer("acme"))
    assert answer.status_code == 201
    assert client.get("/balance/acme").json()["balance"] == "12.50"


def test_a_forged_token_is_refused(client):
    forged = tokens.issue("another key, which is 32 bytes long too", "acme")
    answer = client.post(
        "/payments",
        json={"amount": "1", "currency": "EUR"},
        headers={"Authorization": f"Bearer {forged}"},
    )
    assert answer.status_code == 401


def test_an_amount_must_be_positive(client):
    payment = {"amount": "0", "currency": "EUR"}
    assert (
        client.post("/payments", json=payment, headers=bearer("acme")).status_code
        == 422
    )


def test_a_token_names_its_merchant():
    assert tokens.merchant_of(tokens.issue("k" * 32, "acme"), "k" * 32) == "acme"
    with pytest.raises(jwt.InvalidTokenError):
        tokens.merchant_of("no.token.atall", "k" * 32)


def test_rates_are_asked_once_per_conversion():
    class Session:
        asked = []

        def get(self, url, timeout):
            self.asked.append(url)
            return self

        def raise_for_status(self):
            return None

        def json(self):
            return {"euro": "0.5"}

    rates = Rates("http://rates", session=Session())
    assert rates.to_euro(Decimal("3.00"), "USD") == Decimal("1.50")
    assert rates.to_euro(Decimal("3.00"), "EUR") == Decimal("3.00")
    assert Session.asked == ["http://rates/rates/USD"]
