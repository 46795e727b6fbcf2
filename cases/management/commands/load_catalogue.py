"""Bring in products and defects; run it as often as you like."""

from typing import Any

from django.core.management.base import BaseCommand

from cases.services.load_catalogue import load_catalogue


class Command(BaseCommand):
    help = "载入产品和缺陷目录（已有的不动）"

    def handle(self, *args: Any, **options: Any) -> None:
        products, defects = load_catalogue()
        self.stdout.write(f"新增产品 {products}种、缺陷 {defects}种")
