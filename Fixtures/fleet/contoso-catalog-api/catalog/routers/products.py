"""Products."""

from typing import Dict, List

from fastapi import APIRouter, HTTPException

from .. import store

router = APIRouter(prefix="/products", tags=["products"])


@router.get("")
def list_products() -> List[str]:
    return sorted(store.PRODUCTS)


@router.get("/{key}")
def read_product(key: str) -> Dict[str, str]:
    if key not in store.PRODUCTS:
        raise HTTPException(status_code=404, detail="no such product")
    return store.PRODUCTS[key]
