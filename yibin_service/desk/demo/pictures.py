"""Small drawn pictures that stand in for photos and scans: paper with a mark, and 演示数据 written on it."""

import io
from functools import cache
from random import Random

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

SIZE = (640, 480)
PAPERS = ((246, 244, 236), (238, 240, 243), (250, 249, 245), (233, 228, 216))
INK = (70, 76, 84)
FONT = settings.BASE_DIR / "fixtures" / "fonts" / "NotoSansSC-Regular.ttf"
VARIANTS = 4


@cache
def photo(title: str, variant: int) -> bytes:
    """A JPEG of about 15 kB; the same title and variant give the same bytes."""
    rng = Random(f"{title}/{variant}")
    picture = Image.new("RGB", SIZE, PAPERS[variant % len(PAPERS)])
    draw = ImageDraw.Draw(picture)
    _draw_fibres(draw, rng)
    for _ in range(rng.randint(1, 3)):
        _draw_mark(draw, rng)
    draw.rectangle((0, SIZE[1] - 56, SIZE[0], SIZE[1]), fill=(255, 255, 255))
    draw.text((16, SIZE[1] - 48), f"{title}  {settings.DEMO_DATA_MARK}", fill=INK, font=_font())
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=70)
    return content.getvalue()


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), 28)


def _draw_fibres(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(160):
        x, y, shade = rng.randrange(SIZE[0]), rng.randrange(SIZE[1]), rng.randint(205, 232)
        draw.line((x, y, x + rng.randint(-30, 30), y + rng.randint(-6, 6)), fill=(shade, shade, shade - 6))


def _draw_mark(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    x, y, size = rng.randrange(80, 520), rng.randrange(60, 340), rng.randint(18, 60)
    corners = [(x + rng.randint(-size, size), y + rng.randint(-size, size)) for _ in range(7)]
    draw.polygon(corners, fill=(96, 88, 78), outline=(58, 54, 50))
    draw.ellipse((x - size - 14, y - size - 14, x + size + 14, y + size + 14), outline=(196, 43, 28), width=3)
