#!/usr/bin/env python3
"""Looks at what kontor makes as its readers do: tests/browser/look.py [KONTOR]

The page of a report is sorted, filtered and printed in a headless Chromium (Playwright from PyPI drives it); every mail is laid out at
360 pixels, light and dark; the workbooks go through LibreOffice, the PDF through pdftotext and, where it is here, veraPDF. What is absent
is skipped with a word. Ends with 1 when something does not hold."""

import csv
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
KONTOR = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target/debug/kontor")
MAILS = ["digest", "receipt", "rejection", "failure", "reports"]
FAULTS = []

# Every text of the page with less contrast to what lies behind it than WCAG 2 asks (4.5 to 1).
PALE = """() => {
  const shine = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const behind = node => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return dark ? "rgb(18, 18, 18)" : "rgb(255, 255, 255)";
  };
  const pale = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), own = walker.currentNode.parentElement;
    if (!text || ["STYLE", "SCRIPT"].includes(own.tagName)) continue;
    const [low, high] = [shine(getComputedStyle(own).color), shine(behind(own))].sort((a, b) => a - b);
    if ((high + .05) / (low + .05) < 4.5) pale.push(text.slice(0, 40));
  }
  return pale;
}"""


def holds(what, true):
    print(("ok      " if true else "NOT     ") + what)
    if not true:
        FAULTS.append(what)


def skipped(what, why):
    print(f"skipped {what}: {why}")


def kontor(*arguments):
    done = subprocess.run([KONTOR, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"kontor {arguments}: {done.stderr}")
    return done.stdout


def look_at_report(browser, page_file):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    shown = "[...document.querySelectorAll('tbody tr')].filter(row => row.offsetHeight > 0)"
    all_rows = page.evaluate(f"{shown}.length")
    heads = page.locator("th")
    for at in range(heads.count()):
        values = f"{shown}.map(row => row.cells[{at}].dataset.sort ?? row.cells[{at}].textContent)"
        is_number = "n" in (heads.nth(at).get_attribute("class") or "").split()
        heads.nth(at).click()
        up = page.evaluate(values)
        heads.nth(at).click()
        down = page.evaluate(values)
        held = [float(value or 0) for value in up] if is_number else None
        orderly = held == sorted(held) if is_number else True
        holds(f"column {at + 1} of the report sorts up and down", orderly and sorted(up) == sorted(down) and (up == down) == (len(set(up)) == 1))
    word = page.evaluate(f"{shown}[0].cells[1].textContent")
    page.fill("#filter", word)
    left = page.evaluate(f"{shown}.map(row => row.textContent)")
    holds(f"the filter leaves {len(left)} of {all_rows} rows, all with its word", 0 < len(left) and all(word in text for text in left))
    page.fill("#filter", "no such word anywhere")
    holds("a word that stands nowhere leaves no row", page.evaluate(f"{shown}.length") == 0)
    page.fill("#filter", "")
    page.emulate_media(media="print")
    holds("on paper there is no filter", not page.locator("#filter").is_visible())
    holds("the report is one file", asked == [page_file.as_uri()])
    page.emulate_media(media="screen", color_scheme="dark")
    holds("the report is read in the dark", page.evaluate(PALE) == [])
    page.close()


def look_at_mail(browser, page_file):
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme, java_script_enabled=True)
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page_file.as_uri())
        width = page.evaluate("document.documentElement.scrollWidth")
        holds(f"{page_file.name} fits 360 pixels, {scheme} ({width})", width <= 360)
        pale = page.evaluate(PALE)
        holds(f"{page_file.name} is read in the {scheme} {pale[:3] or ''}", pale == [])
        holds(f"{page_file.name} fetches nothing", asked == [page_file.as_uri()])
        context.close()


def browse(place):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return skipped("pages and mails", "there is no Playwright (pip install playwright)")
    if not chromium:
        return skipped("pages and mails", "there is no chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        look_at_report(browser, place / "reconciliation.html")
        for mail in MAILS:
            look_at_mail(browser, place / f"{mail}.html")
        browser.close()


def through_libreoffice(place, office):
    if not shutil.which("soffice"):
        return skipped("workbooks", "there is no LibreOffice")
    for name in ("open-items", "trial-balance"):
        kontor("report", name, "--office", office, "--format", "xlsx", "--output", place / f"{name}.xlsx")
        kontor("report", name, "--office", office, "--format", "csv", "--output", place / f"{name}.csv")
        with open(place / f"{name}.csv", encoding="utf-8-sig") as plain:
            rows = sum(1 for _ in csv.reader(plain, delimiter=";"))
        out = place / "converted"
        subprocess.run(["soffice", "--headless", "--convert-to", "csv", "--outdir", out, place / f"{name}.xlsx"], capture_output=True)
        with open(out / f"{name}.csv", encoding="utf-8", errors="replace") as converted:
            opened = sum(1 for _ in csv.reader(converted))
        # Title and sums stand above and below.
        holds(f"LibreOffice opens {name}.xlsx: {opened} rows of {rows}", opened >= rows)


def pdf(place, office):
    file = place / "trial-balance.pdf"
    kontor("report", "trial-balance", "--office", office, "--format", "pdf", "--output", file)
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True).stdout
        holds("the text of the PDF is extractable, umlauts too", "Summen und Salden" in text and "1200" in text and "ü" in text)
    else:
        skipped("text of the PDF", "there is no pdftotext (poppler-utils)")
    if shutil.which("verapdf"):
        done = subprocess.run(["verapdf", "--flavour", "3b", "--format", "text", file], capture_output=True, text=True)
        holds("veraPDF: it is a PDF/A-3b", done.stdout.startswith("PASS"))
    else:
        skipped("PDF/A-3b", "there is no veraPDF")


def main():
    place = pathlib.Path(tempfile.mkdtemp())
    try:
        office = place / "demo"
        kontor("demo", office)
        kontor("report", "reconciliation", "--office", office, "--format", "html", "--output", place / "reconciliation.html")
        for mail in MAILS:
            kontor("mail", "preview", mail, "--office", office, "--output", place)
        browse(place)
        through_libreoffice(place, office)
        pdf(place, office)
    finally:
        shutil.rmtree(place)
    sys.exit(f"{len(FAULTS)} do not hold." if FAULTS else 0)


main()
