"""Asking the API the way a program does."""

import json
import uuid
from typing import Any

from django.test import Client

from tests.views.acting import client_of
from tests.world import World


def get(world: World, who: str, address: str, **asked: Any) -> Any:
    """The answer to a GET below `/api/`."""
    return client_of(world, who).get(f"/api/{address}", asked)


def post(world: World, who: str, address: str, body: Any = None, key: str | None = None) -> Any:
    """The answer to an act, under a fresh key unless one is given."""
    return send(client_of(world, who), address, {} if body is None else body, key or str(uuid.uuid4()))


def send(client: Client, address: str, body: Any, key: str = "") -> Any:
    """JSON as it stands, or `body` as it is when it is text already."""
    raw = body if isinstance(body, str | bytes) else json.dumps(body)
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/{address}", raw, content_type="application/json", headers=headers)


def card_body(world: World, **changes: Any) -> dict[str, Any]:
    """A sound card about two rolls."""
    body = {
        "customer": world.customer.pk,
        "received_by_sales_at": "2026-10-06 10:00",
        "received_known_by": "record",
        "source": "phone",
        "contact_name": "杨德福",
        "contact_phone": "138 0871 2206",
        "product": world.product.pk,
        "machine": world.machine[7].pk,
        "batch_no": "7A261003",
        "problem_kind": "intrinsic",
        "defect": world.defects["hole"].pk,
        "opened_at": "2026-10-05 10:00",
        "occurred_known_by": "statement",
        "estimated_loss": "6750.00",
        "description": "上机印刷时断纸 6 次，两卷均有洞穿，停机约 40 分钟。",
        "lines": [
            {"roll_no": "7A261003-08", "tonnes": "0.862", "width": "1.240", "note": "洞穿"},
            {"roll_no": "7A261003-09", "tonnes": 0.858},
        ],
    }
    return body | changes
