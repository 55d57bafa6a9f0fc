"""Take the README's pictures: the demo meeting in a real browser, and the printed pages. Needs what tests need."""

import re
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.camera import codes_on, printed
from tests.serving import Installation, chromium

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SLUG = "changzhou-2020"
WIDTH, HEIGHT = 1200, 800


def keep(picture: Image.Image, name: str, *, width: int) -> None:
    """Scale to ``width`` px and save with few colours: pages are ink on paper."""
    scaled = picture.convert("RGB").resize(
        (width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS
    )
    scaled.quantize(128).save(PICTURES / f"{name}.png", optimize=True)


def shoot(page: Page, name: str, folder: Path, *, width: int) -> None:
    """What the window shows."""
    page.wait_for_timeout(400)
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        keep(picture, name, width=width)


def main() -> None:
    """Load the demo into a temporary folder and walk through it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        place = Installation(folder / "instance")
        place.run("init")
        accounts = dict(line.split("\t")[1:] for line in place.run("demo", "load").splitlines())
        place.run("badges", "--meeting", SLUG, "-o", str(folder / "badges.pdf"))
        place.run("certificates", "issue", "--meeting", SLUG)
        place.run("certificates", "print", "--meeting", SLUG, "-o", str(folder / "certificates.pdf"))
        codes = [code for page in range(1, 31) for code in codes_on(printed(folder / "badges.pdf", page, folder))]
        for name, file, page in (
            ("badges", "badges.pdf", 1),
            ("appointment", "certificates.pdf", 1),
            ("certificate", "certificates.pdf", 26),
        ):  # fmt: skip
            keep(coloured(folder / file, page, folder), name, width=480 if name == "badges" else 720)
        with place.serving() as url, sync_playwright() as playwright:
            browser = chromium(playwright)
            phone = browser.new_context(viewport={"width": 390, "height": 800}, device_scale_factor=2).new_page()
            phone.goto(f"{url}/m/{SLUG}/")
            shoot(phone, "public", folder, width=390)
            phone.goto(codes_on(printed(folder / "certificates.pdf", 26, folder))[0])
            shoot(phone, "verify", folder, width=390)
            desk = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2).new_page()
            desk.goto(f"{url}/sign-in")
            desk.fill("[name=username]", "owner")
            desk.fill("[name=password]", accounts["owner"])
            desk.click("main [type=submit]")
            desk.wait_for_url(re.compile("/desk/"))
            desk.goto(f"{url}/check-in/{SLUG}/")
            desk.get_by_role("link", name=re.compile("会议签到")).click()
            for code in codes:
                desk.keyboard.type(code)
                desk.keyboard.press("Enter")
                desk.wait_for_timeout(60)
            shoot(desk, "gate", folder, width=720)
            for name, path in (("overview", f"/desk/{SLUG}/"), ("attendance", f"/desk/{SLUG}/attendance"),
                               ("receipts", f"/desk/{SLUG}/receipts/1")):  # fmt: skip
                desk.goto(f"{url}{path}")
                shoot(desk, name, folder, width=720)
            browser.close()


def coloured(pdf: Path, page: int, folder: Path) -> Image.Image:
    """A page of a PDF in colour."""
    import subprocess

    stem = folder / f"{pdf.stem}-{page}-colour"
    subprocess.run(
        ["pdftoppm", "-r", "110", "-f", str(page), "-l", str(page), "-singlefile", "-png", str(pdf), str(stem)],
        check=True,
    )
    with Image.open(stem.with_suffix(".png")) as picture:
        return picture.copy()


if __name__ == "__main__":
    main()
