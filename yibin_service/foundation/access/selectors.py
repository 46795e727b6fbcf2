"""Reads of accounts."""

from .models import User


def has_demo_accounts() -> bool:
    """Whether this is the demo's database: demo accounts exist nowhere else. Pages and printouts then carry a mark."""
    return User.objects.filter(is_demo=True).exists()
