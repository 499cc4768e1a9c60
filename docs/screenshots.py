"""The pictures in the README: `make screenshots` reviews two events of the demo and takes them."""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

# Name of the picture -> page, width and height in pixels.
PICTURES = {
    "review": ("2026-05-20-mapas-estrategicos/review.en.html", 1120, 760),
    "executive": ("2026-04-15-embudo-de-ventas/executive.en.html", 800, 1120),
}
MOST_BYTES = 200_000


def take(browser: Browser, page: Path, width: int, height: int) -> bytes:
    """The top of a page as a PNG of few colours, which text and flat marks need no more of."""
    view = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
    view.goto(page.resolve().as_uri())
    whole = Image.open(io.BytesIO(view.screenshot()))
    view.close()
    stream = io.BytesIO()
    whole.convert("RGB").quantize(48).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def main(reports: Path, folder: Path) -> None:
    """Takes every picture from the reports of a workspace."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (page, width, height) in PICTURES.items():
            picture = take(browser, reports / page, width, height)
            if len(picture) > MOST_BYTES:
                sys.exit(f"{name}: {len(picture)} bytes, expected at most {MOST_BYTES}. Take less.")
            (folder / f"{name}.png").write_bytes(picture)
            print(folder / f"{name}.png", len(picture))
        browser.close()


if __name__ == "__main__":
    main(Path("reports"), Path(__file__).parent / "pictures")
