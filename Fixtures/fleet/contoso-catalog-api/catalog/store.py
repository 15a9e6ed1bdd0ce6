"""What the catalogue holds."""

from typing import Dict, List

PRODUCTS: Dict[str, Dict[str, str]] = {}
CATEGORIES: List[str] = []


def load() -> None:
    """Fill the catalogue with what every shop starts with."""
    CATEGORIES[:] = ["tea", "cups"]
    PRODUCTS.clear()
    PRODUCTS["sencha"] = {"name": "Sencha", "category": "tea"}
    PRODUCTS["mug"] = {"name": "Mug", "category": "cups"}
