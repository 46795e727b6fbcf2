"""Bring in the products and the defects that come with the product."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from cases.models import Defect, Product


@transaction.atomic
def load_catalogue() -> tuple[int, int]:
    """Add what is missing, by code; what the mill has changed since stays as the mill wants it. Gives what was added."""
    folder = Path(settings.BASE_DIR) / "fixtures" / "cases"
    products = _missing(Product, _rows(folder / "products.json"))
    defects = _missing(Defect, _rows(folder / "defects.json"))
    Product.objects.bulk_create(Product(**row) for row in products)
    Defect.objects.bulk_create(Defect(**row) for row in defects)
    return len(products), len(defects)


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    if path.stem == "defects":
        return [row | {"position": place} for place, row in enumerate(rows, start=1)]
    return rows


def _missing(model: type[Product] | type[Defect], rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows whose code and name are both new: a mill may have entered the same name under a code of its own."""
    codes = set(model.objects.values_list("code", flat=True))
    names = set(model.objects.values_list("name", flat=True))
    return [row for row in rows if row["code"] not in codes and row["name"] not in names]
