"""A piece of evidence as a small picture: what it shows at a glance, on paper."""

from io import BytesIO

WIDTH, HEIGHT = 480, 360  # pixels at most
MOST = 60_000_000  # pixels of an original; a larger one is no photograph


def thumbnail(content: bytes) -> bytes:
    """The picture as a small JPEG, upright, with nothing of what its camera wrote; empty where it is no picture."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content)) as original:
            if original.width * original.height > MOST:
                return b""
            original.draft("RGB", (WIDTH * 2, HEIGHT * 2))
            small = ImageOps.exif_transpose(original).convert("RGB")
            small.thumbnail((WIDTH, HEIGHT))
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        return b""
    out = BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()
