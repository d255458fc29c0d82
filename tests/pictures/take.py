#!/usr/bin/env python3
"""Takes the README's pictures from the demo: tests/pictures/take.py [KONTOR]

Needs chromium, soffice (LibreOffice Calc) and Python's pillow; says so where one is missing. The pictures lie beside this script and
change with the day they are taken on: what is overdue depends on it."""

import email
import email.policy
import fcntl
import html
import os
import pathlib
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COLOURS = 48


def need(program):
    if not shutil.which(program):
        sys.exit(f"{program} is not here: no pictures.")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout


def keep(png, name, box=None):
    """Stores a picture small: cut to the box, few colours."""
    from PIL import Image

    picture = Image.open(png).convert("RGB")
    picture = picture.crop(box) if box else picture
    picture.quantize(COLOURS).save(HERE / name, optimize=True)


def page(place, name, source, width, height, dark=False):
    """A page as a browser shows it."""
    png = place / "page.png"
    scheme = ["--blink-settings=preferredColorScheme=0"] if dark else []
    window = f"--window-size={width},{height}"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    subprocess.run(["chromium", *flags, window, *scheme, f"--screenshot={png}", source.as_uri()], stderr=subprocess.DEVNULL)
    keep(png, name)


def digest(office):
    """The digest of the larger company and the sheet that it carries."""
    for mail in sorted((office / "outbox").glob("*digest-mueller*.eml")):
        message = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
        parts = list(message.walk())
        text = next(part for part in parts if part.get_content_type() == "text/html")
        sheet = next(part for part in parts if (part.get_filename() or "").endswith(".xlsx"))
        return text.get_content(), sheet.get_content()
    sys.exit("The demo wrote no digest.")


def said(columns, *command):
    """What a command says to a terminal of that many columns."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    child = subprocess.Popen(command, stdout=slave, stderr=slave)
    os.close(slave)
    heard = b""
    try:
        while piece := os.read(master, 65536):
            heard += piece
    except OSError:
        pass  # The terminal's other end is closed.
    child.wait()
    return heard.decode().replace("\r\n", "\n")


def terminal(text, lines=26):
    """The first lines of a terminal, as a page."""
    body = html.escape("\n".join(text.splitlines()[:lines]))
    body = re.sub(r"^([DE]\d+)", r"<b>\1</b>", body, flags=re.M)
    style = "background:#1d1f21;color:#d8d8d8;margin:0;padding:14px;font:15px/1.35 'DejaVu Sans Mono',monospace"
    return f'<meta charset="utf-8"><body style="margin:0;background:#1d1f21"><pre style="{style}">{body}</pre>'


def main():
    for program in ("chromium", "soffice"):
        need(program)
    try:
        import PIL  # noqa: F401
    except ImportError:
        sys.exit("Python's pillow is not here: no pictures.")
    kontor = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target/debug/kontor")
    place = pathlib.Path(tempfile.mkdtemp())
    office = place / "demo"
    run(kontor, "demo", str(office))
    text, sheet = digest(office)
    (place / "digest.html").write_text(text)
    page(place, "digest-desk.png", place / "digest.html", 760, 900)
    page(place, "digest-phone.png", place / "digest.html", 390, 900, dark=True)
    run(kontor, "report", "ageing", "--office", str(office), "--format", "html", "--output", str(place / "ageing.html"))
    page(place, "report.png", place / "ageing.html", 1000, 620)
    heard = "$ kontor review\n" + said(92, kontor, "review", "--office", str(office))
    (place / "terminal.html").write_text(terminal(heard))
    page(place, "terminal.png", place / "terminal.html", 880, 560)
    (place / "sheet.xlsx").write_bytes(sheet)
    # As LibreOffice reads it; its own pictures need more of it installed than Calc.
    run("soffice", "--headless", "--convert-to", "html", "--outdir", str(place), str(place / "sheet.xlsx"))
    page(place, "sheet.png", place / "sheet.html", 1560, 560)
    shutil.rmtree(place)
    for picture in sorted(HERE.glob("*.png")):
        print(f"{picture.name}: {picture.stat().st_size // 1000} kB")


main()
