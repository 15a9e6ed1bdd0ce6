import pytest
from fastapi.testclient import TestClient

from catalog.server import api


@pytest.fixture
def client():
    with TestClient(api) as client:
        yield client


def test_products_are_listed(client):
    assert client.get("/v1/products").json() == ["mug", "sencha"]


def test_a_product_is_read(client):
    assert client.get("/v1/products/mug").json()["name"] == "Mug"
    assert client.get("/v1/products/none").status_code == 404


def test_categories_hold_products(client):
    assert client.get("/v1/categories").json() == ["tea", "cups"]
    assert client.get("/v1/categories/tea/products").json() == ["sencha"]


def test_the_old_paths_say_where_to_look(client):
    assert client.get("/products").json() == {"see": "/v1/products"}
