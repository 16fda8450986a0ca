"""样式文件 — the styles of the paper, its fonts and its settings, as Word stores them."""

from __future__ import annotations

from zhaotuifu.documents import layout
from zhaotuifu.documents.layout import Face
from zhaotuifu.documents.styles import STYLES, Style

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def fonts_xml(face: Face) -> str:
    """中西文同一字体 — see `layout.Face` for why."""
    name = face.name
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{name}" w:hAnsi="{name}"'
        f' w:eastAsia="{name}" w:cs="{name}"/>'
    )


def styles_xml() -> bytes:
    """styles.xml — the defaults of the standard and the styles above, nothing else."""
    parts = [
        f'{HEAD}<w:styles xmlns:w="{W}">',
        (
            f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts_xml(layout.FANGSONG)}"
            f'<w:sz w:val="{layout.SIZE_3 * 2}"/><w:szCs w:val="{layout.SIZE_3 * 2}"/>'
            '<w:lang w:val="zh-CN" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
            "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        ),
        _NORMAL,
        _TABLES,
        *(style_xml(style) for style in STYLES),
        "</w:styles>",
    ]
    return "".join(parts).encode()


# 标点: no line begins with one (kinsoku); a comma that would, hangs in the margin (overflowPunct),
# so that the line keeps its 28 characters; no automatic gap between 中文 and digits (autoSpace).
# The size stands here again: the grid's charSpace counts from the size of this very style.
_NORMAL = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    '<w:qFormat/><w:pPr><w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct/>'
    '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/>'
    f'<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{layout.LINE_PITCH}"'
    ' w:lineRule="exact"/><w:jc w:val="both"/></w:pPr>'
    f'<w:rPr><w:snapToGrid w:val="0"/><w:sz w:val="{layout.SIZE_3 * 2}"/>'
    f'<w:szCs w:val="{layout.SIZE_3 * 2}"/></w:rPr></w:style>'
)
_TABLES = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    f'<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="{layout.CELL_MARGIN}" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/>'
    f'<w:right w:w="{layout.CELL_MARGIN}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    "</w:style>"
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
)


BASE_ID = "PaperBase"


def base_xml() -> str:
    """公文基准 — what our Normal says, as a style of its own beside the Normal of a template."""
    return _NORMAL.replace(
        'w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>',
        f'w:customStyle="1" w:styleId="{BASE_ID}"><w:name w:val="公文基准"/>',
    ).replace("<w:rPr>", f"<w:rPr>{fonts_xml(layout.FANGSONG)}")


def style_xml(style: Style) -> str:
    """One style as Word stores it, based on Normal."""
    follow = f'<w:next w:val="{style.next}"/>' if style.next else ""
    keep = "<w:keepNext/>" if style.keeps_next else ""
    indent = f'<w:ind w:firstLine="{style.indent}"/>' if style.indent else ""
    outline = f'<w:outlineLvl w:val="{style.outline}"/>' if style.outline is not None else ""
    bold = "<w:b/><w:bCs/>" if style.is_bold else ""
    color = f'<w:color w:val="{style.color}"/>' if style.color else ""
    squeeze = f'<w:spacing w:val="{style.squeeze}"/>' if style.squeeze else ""
    half_points = round(style.size * 2)
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style.id}">'
        if style.id.startswith("Paper")
        else f'<w:style w:type="paragraph" w:styleId="{style.id}">'
    ) + (
        f'<w:name w:val="{style.name}"/><w:basedOn w:val="Normal"/>{follow}<w:qFormat/>'
        f'<w:pPr>{keep}<w:spacing w:before="{style.before}" w:after="{style.after}"'
        f' w:line="{style.line}" w:lineRule="exact"/>{indent}<w:jc w:val="{style.jc}"/>{outline}</w:pPr>'
        f"<w:rPr>{fonts_xml(style.face)}{bold}{color}{squeeze}"
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>'
    )


def font_table_xml() -> bytes:
    """fontTable.xml — which face Word may take where the named one is not installed."""
    fonts = "".join(
        f'<w:font w:name="{face.name}"><w:altName w:val="{face.stand_in}"/>'
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for face in layout.FACES
    )
    return f'{HEAD}<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'.encode()


def settings_xml() -> bytes:
    """settings.xml — odd and even pages differ; punctuation is not squeezed (28 hold)."""
    return (
        f'{HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>'
        "<w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/>"
        '<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:doNotExpandShiftReturn/><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    ).encode()
