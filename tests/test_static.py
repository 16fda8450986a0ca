"""门面 — vendored parts are what their makers published; nothing asks for what the CSP forbids."""

import hashlib
import re
from functools import cache
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Engine
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "zhaotuifu" / "static"
VENDOR = STATIC / "vendor"
AXE = ROOT / "tests" / "data" / "axe"
TEMPLATES = sorted((ROOT / "zhaotuifu").rglob("templates/**/*.html"))
COMPONENTS = sorted((ROOT / "zhaotuifu" / "templates" / "components").glob("*.html"))
PACKAGE = ROOT / "zhaotuifu"
OWN_CODE = sorted(
    file for kind in ("js", "css") for file in PACKAGE.rglob(f"static/{kind}/*.{kind}")
)
#: classes that htmx sets
OF_OTHERS = {"htmx-request", "htmx-indicator"}
STYLES = [file for file in OWN_CODE if file.suffix == ".css"]
#: what a Chromium 87 does not know and would drop a rule or a script for; what it merely passes over
#: (accent-color, text-wrap) may stand
TOO_NEW = {
    ".css": (
        r":has\(", r":is\(", r":where\(", r":not\([^)]*,", r"@container", r"@layer", r"@scope",
        r"color-mix\(", r"oklch\(", r"light-dark\(", r"@media[^{]*[<>]=?", r"aspect-ratio\s*:",
        r"\d[dsl]v[hw]\b", r"subgrid", r"(?:^|[;{}])\s*&", r"overflow\s*:\s*clip", r"\binert\b",
    ),
    ".js": (
        r"\.at\(", r"structuredClone", r"Object\.hasOwn", r"\.findLast", r"\.to(?:Sorted|Reversed|Spliced)\(",
        r"\bstatic\s*\{", r"randomUUID", r"checkVisibility", r"\.inert\b", r"popover", r"startViewTransition",
        r"Object\.groupBy", r"Promise\.withResolvers", r"\(\?<[=!]", r"scrollend",
    ),
}
NOT_LISTED = {"SHA256SUMS", "README.md"}


class OneField(forms.Form):
    name = forms.CharField(label="项目名称")


def listed(folder: Path) -> dict[str, str]:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


@pytest.mark.parametrize("folder", [VENDOR, AXE], ids=["product", "tests"])
def test_every_part_from_outside_is_listed_and_unchanged(folder):
    files = [f for f in folder.rglob("*") if f.is_file() and f.name not in NOT_LISTED]
    found = {
        f.relative_to(folder).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest() for f in files
    }
    assert found == listed(folder)


@pytest.mark.parametrize("folder", [*sorted(d for d in VENDOR.iterdir() if d.is_dir()), AXE],
                         ids=lambda folder: folder.name)
def test_every_part_from_outside_carries_its_licence(folder):
    assert len((folder / "LICENSE").read_text(encoding="utf-8")) > 400


def test_a_file_that_names_its_source_map_has_it():
    # The manifest storage refuses to collect a style sheet whose map is missing.
    for file in [*VENDOR.rglob("*.css"), *VENDOR.rglob("*.js")]:
        named = re.search(r"sourceMappingURL=(\S+?)(?:\s|\*|$)", file.read_text(encoding="utf-8"))
        assert named is None or (file.parent / named.group(1)).is_file(), file.name


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda page: page.name)
def test_a_page_has_nothing_inline(page):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text), "a style attribute"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "a handler in an attribute"
    assert not re.search(r"\bhx-on\b", text), "a handler of htmx, which needs eval"
    assert "<style" not in text
    for attributes in re.findall(r"<script\b([^>]*)>", text):
        assert "src=" in attributes or 'type="application/json"' in attributes


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda page: page.name)
def test_a_page_asks_nothing_of_the_internet(page):
    assert not re.search(r"(src|href|action)=[\"'](https?:)?//", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", OWN_CODE, ids=lambda file: file.name)
def test_our_own_scripts_and_styles_stay_at_home(file):
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"https?://|@import|\beval\(|new Function|innerHTML|\.style\.", text)


@pytest.mark.parametrize("file", OWN_CODE, ids=lambda file: file.name)
def test_an_old_browser_of_an_office_knows_what_we_write(file):
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [new for new in TOO_NEW[file.suffix] if re.search(new, text)] == []


@cache
def spoken() -> tuple[set[str], tuple[str, ...]]:
    """Every word that a page, a script or a view may write as a class, and how composed ones begin."""
    sources = [*TEMPLATES, *PACKAGE.rglob("*.py"), *(f for f in OWN_CODE if f.suffix == ".js")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    return set(re.findall(r"[A-Za-z][\w-]*", text)), tuple(re.findall(r"([A-Za-z][\w-]*-)\{", text))


@pytest.mark.parametrize("file", STYLES, ids=lambda file: file.name)
def test_a_rule_that_no_page_uses_goes(file):
    css = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    named = set(re.findall(r"\.([A-Za-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", css)))
    words, beginnings = spoken()
    assert [name for name in sorted(named - words - OF_OTHERS) if not name.startswith(beginnings)] == []


def test_colours_are_written_only_with_the_tokens():
    # app.css is the designer's file; shell.css is ours and names colours, it does not mix them.
    css = (STATIC / "css" / "shell.css").read_text(encoding="utf-8")
    colours = re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgb\([^)]*\)", css)
    assert colours == ["rgb(7 21 38 / 45%)"], "only the veil behind a confirmation"


def test_every_component_says_what_it_takes():
    for file in COMPONENTS:
        assert file.read_text(encoding="utf-8").startswith("{# "), file.name


@pytest.mark.parametrize("file", COMPONENTS, ids=lambda file: file.stem)
def test_a_component_stands_when_only_the_least_is_given_to_it(file):
    # An optional parameter left out must not take the page down; a form row without its field
    # is the one thing that has no least: a control that silently vanished would be worse.
    least = Context({"field": OneField()["name"]} if file.stem == "field" else {})
    page = Engine.get_default().get_template(f"components/{file.name}").render(least)
    assert "None" not in page


def test_the_page_of_last_resort_needs_no_context():
    page = get_template("500.html").render()
    assert "系统出了问题" in page
    assert re.search(r'class="bt bt-main" href="/', page), "a way out"
