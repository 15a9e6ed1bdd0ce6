"""Categories."""

from typing import List

from fastapi import APIRouter

from .. import store

router = APIRouter(prefix="/categories", tags=["categories"])


@router.get("")
def list_categories() -> List[str]:
    return store.CATEGORIES


@router.get("/{name}/products")
def products_of(name: str) -> List[str]:
    return [
        key for key, product in store.PRODUCTS.items() if product["category"] == name
    ]
