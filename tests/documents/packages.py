"""Word files of an office, honest and hostile, made by changing parts of a good one."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

TEXT, TYPES = "word/document.xml", "[Content_Types].xml"
RELS, SETTINGS = "word/_rels/document.xml.rels", "word/settings.xml"


def parts_of(content: bytes) -> dict[str, bytes]:
    """Parts by name."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package of these parts."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def changed(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The package with one part rewritten."""
    parts = parts_of(content)
    before = parts[part].decode()
    after = change(before)
    assert after != before, f"{part} is as it was"
    return packed(parts | {part: after.encode()})


def written(content: bytes, before: str, after: str) -> bytes:
    """The package with words of its text changed."""
    return changed(content, TEXT, lambda text: text.replace(before, after))


def related(content: bytes, kind: str, target: str, mode: str = "") -> bytes:
    """The package with one more relationship of its text."""
    schema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    external = f' TargetMode="{mode}"' if mode else ""
    entry = f'<Relationship Id="rId99" Type="{schema}/{kind}" Target="{target}"{external}/>'
    return changed(content, RELS, lambda text: text.replace("</Relationships>", entry + "</Relationships>"))


def with_field(content: bytes, *codes: str) -> bytes:
    """The package with a field in its first paragraph, its code torn into runs."""
    runs = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    field = (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return changed(content, TEXT, lambda text: text.replace("</w:p>", field + "</w:p>", 1))
