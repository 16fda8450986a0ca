"""查隐患 — what a Word file can bring in besides words: macros, links to outside, fields that fetch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from zhaotuifu.documents.templating.archive import TemplateRefused, is_xml
from zhaotuifu.documents.templating.places import W

TYPES = "[Content_Types].xml"
MAIN = "word/document.xml"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
#: endings of relationship types that bring in other programs' contents
FOREIGN = {
    "vbaProject": "宏", "oleObject": "嵌入的对象", "package": "嵌入的文件", "control": "控件",
    "aFChunk": "并入的另一个文件", "attachedToolbars": "自定义工具栏", "keyMapCustomizations": "自定义按键",
    "subDocument": "子文档", "frame": "网页框架", "mailMergeSource": "邮件合并的数据源",
}
OUTSIDE = {
    "hyperlink": "网页链接", "image": "外部图片", "attachedTemplate": "附加的外部模板",
    "oleObject": "外部对象",
}
#: fields that only count or repeat what stands in the file
HARMLESS_FIELDS = frozenset(
    "PAGE NUMPAGES SECTION SECTIONPAGES PAGEREF REF STYLEREF SEQ TOC = EQ ADVANCE SYMBOL QUOTE".split()
)
CHANGES = {f"{W}{tag}" for tag in ("ins", "del", "moveFrom", "moveTo")}


def parsed(parts: Mapping[str, bytes]) -> dict[str, Any]:
    """各 XML 部件 — parsed; raises `TemplateRefused` for one with a DTD or that is not XML."""
    found = {}
    for name, content in parts.items():
        if not is_xml(name):
            continue
        try:
            found[name] = fromstring(content, forbid_dtd=True)
        except DefusedXmlException:
            raise TemplateRefused(
                "模板里夹带了实体定义（DTD），Word 自己不会写这个，可能是恶意文件。请新建一个 .docx 重做。"
            ) from None
        except (ParseError, ValueError, LookupError, RecursionError):  # a lookup: of its encoding
            raise TemplateRefused(
                f"模板的 {name} 读不出来。请在 Word 或 WPS 里打开，另存一份再传。"
            ) from None
    return found


def refuse_hazards(trees: Mapping[str, Any]) -> None:
    """无隐患 — raises `TemplateRefused` naming the first thing that is not allowed."""
    _check_kind(trees)
    for name, tree in trees.items():
        if name.endswith(".rels"):
            _check_relations(tree)
        elif name.startswith("word/"):
            _check_fields(tree)
            _check_changes(tree)


def _check_kind(trees: Mapping[str, Any]) -> None:
    if TYPES not in trees or MAIN not in trees:
        raise TemplateRefused("这不是 Word 文件（.docx）。请在 Word 或 WPS 里另存为 .docx 再传。")
    kinds = {
        entry.get("PartName", ""): entry.get("ContentType", "") for entry in trees[TYPES]
    } | {entry.get("Extension", ""): entry.get("ContentType", "") for entry in trees[TYPES]}
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in kinds.values()):
        raise TemplateRefused("模板带宏，不能用。请另存为不带宏的 .docx 再传。")
    if kinds.get(f"/{MAIN}") != MAIN_TYPE:
        raise TemplateRefused("这不是普通的 .docx（可能是 .dotx 模板）。请另存为 .docx 再传。")
    if trees[MAIN].tag != f"{W}document":
        raise TemplateRefused("这是“严格”格式的 Word 文件。请另存为普通的 .docx 再传。")


def _check_relations(tree: Any) -> None:
    for relation in tree.iter(RELATIONSHIP):
        kind = relation.get("Type", "").rpartition("/")[2]
        if relation.get("TargetMode") == "External":
            what = OUTSIDE.get(kind, "外部内容")
            raise TemplateRefused(
                f"模板引用了文件以外的东西（{what}：{_short(relation.get('Target', ''))}），"
                "打开时会去取。请在 Word 里去掉它，或把内容直接放进文件再传。"
            )
        if kind in FOREIGN:
            raise TemplateRefused(f"模板里有{FOREIGN[kind]}，不能用。请删掉它再传。")


def _check_fields(tree: Any) -> None:
    for instruction in _instructions(tree):
        word = instruction.split()[0].upper() if instruction.split() else ""
        kind = "=" if word.startswith("=") else word
        if kind and kind not in HARMLESS_FIELDS:
            raise TemplateRefused(
                f"模板里有会自己变动或去取外部内容的域（{_short(word)}）。"
                "请在 Word 里选中它按 Ctrl+Shift+F9 变成文字，再传。"
            )


def _instructions(tree: Any) -> Iterator[str]:
    """Field codes, those torn into several runs joined; a field within a field is its own."""
    for simple in tree.iter(f"{W}fldSimple"):
        yield simple.get(f"{W}instr", "")
    open_fields: list[str] = []
    for element in _fields(tree):
        if element.tag == f"{W}instrText":
            if open_fields:
                open_fields[-1] += element.text or ""
            else:
                yield element.text or ""
            continue
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            open_fields.append("")
        elif kind in ("separate", "end") and open_fields:
            yield open_fields[-1]
            open_fields[-1] = ""
            if kind == "end":
                open_fields.pop()
    yield from open_fields


def _fields(tree: Any) -> Iterator[Any]:
    return (node for node in tree.iter() if node.tag in (f"{W}fldChar", f"{W}instrText"))


def _check_changes(tree: Any) -> None:
    if any(node.tag in CHANGES for node in tree.iter()):
        raise TemplateRefused("模板里还有没处理的修订。请在 Word“审阅”里接受或拒绝全部修订，再传。")
    if tree.tag == f"{W}comments" and len(tree):
        raise TemplateRefused("模板里还有批注，会印进每份公文。请在 Word“审阅”里删除全部批注，再传。")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
