"""提示语 — one plain Chinese sentence per class of finding, with the way out."""

from zhaotuifu.ledger.rules.types import FindingClass as C

SENTENCES: dict[C, str] = {
    C.MISSING_NAME: "这一行没有项目名称，没有读入。请补上项目名称。",
    C.AMBIGUOUS_DATE: "“{raw}”可能是不同的日子，请选一个。",
    C.INVALID_DATE: "“{raw}”不是有效的日期，没有读入。",
    C.IMPRECISE_DATE: "“{raw}”不够具体，请选一个月份或只记年份。",
    C.NOT_AN_AMOUNT: "“{raw}”不是一个确定的数，没有读入。",
    C.AMOUNT_RANGE: "“{raw}”是一个范围，请填一个数。",
    C.NEGATIVE_AMOUNT: "{label}是负数（{raw}）。",
    C.UNIT_MISSING: "“{raw}”没有写单位，请选一个。",
    C.FORMULA_WITHOUT_VALUE: "这一格是公式，文件里没有算好的数。请用 Excel 或 WPS 打开并保存一次再上传。",
    C.FORMULA_ERROR: "这一格的公式出错（{raw}），没有读入。",
    C.CODE_MALFORMED: "“{raw}”不是 24 位项目代码（4-6-2-2-6），没有读入。",
    C.CODE_PRECISION_LOST: "项目代码被 Excel 当成数字，后几位已丢失。请把这一格改成文本后重填。",
    C.USCC_MALFORMED: "“{raw}”不是 18 位统一社会信用代码，没有读入。",
    C.USCC_PRECISION_LOST: "信用代码被 Excel 当成数字，后几位可能已丢失。请核对后按此录入，或把这一格改成文本后重填。",
    C.UNKNOWN_ZONE: "“{raw}”不在板块表里，没有读入。",
    C.FINISH_BEFORE_START: "“{raw}”早于开工，请核对。",
    C.DUPLICATE_IN_FILE: "与第 {other} 行是同一个项目。",
    C.COMPLETED_EXCEEDS_PLAN: "本年累计完成超过年度计划，按原数读入。",
    C.COMPLETED_EXCEEDS_TOTAL: "累计完成超过总投资，按原数读入，请核对。",
    C.PLAN_EXCEEDS_TOTAL: "年度计划超过总投资，按原数读入，请核对。",
    C.PLAN_IS_ZERO: "年度计划为 0，算不出完成率。",
    C.PACKAGE_SUM_DIFFERS: "打包项目的{label}与各子项之和不等（{raw}）。",
    C.FOREIGN_CURRENCY_NEEDS_RATE: "“{raw}”是外币，按原币种记，没有折算。",
    C.APPROXIMATE_AMOUNT: "“{raw}”是约数，按数字读入。",
    C.APPROXIMATE_AREA: "“{raw}”是约数，按数字读入。",
    C.AMOUNT_PENDING: "“{raw}”，先空着。",
    C.UNIT_IN_CELL_DIFFERS: "“{raw}”自带的单位与表头不同，按格内单位读入。",
    C.DATE_IS_STATUS: "“{raw}”是状态，不是日期，先空着。",
    C.USCC_CHECK_DIGIT: "信用代码“{raw}”校验位不对，按原样读入，请核对。",
    C.ZONE_NEEDS_LOOK: "“{raw}”涉及不止一个板块，请选定。",
    C.HIDDEN_ROW: "这一行在文件里被隐藏，照常读入。",
    C.LEVEL_UNCLEAR: "“{raw}”看不出是省重大、市重大还是区重点，没有读入。",
}
#: shown where the class says one thing for a refused cell and another for a kept one
BLANK_FOR_NOW = "“{raw}”，先空着。"

FILE_SENTENCES: dict[C, str] = {
    C.MISSING_MANDATORY_COLUMN: "没有找到“项目名称”列，没有读入。请检查表头，或在列对应中指定。",
    C.TRANSPOSED_TABLE: "这张表是横排的（项目在列上），没有读入。请改成一行一个项目（复制后“选择性粘贴”，勾“转置”）。",
    C.PICTURE_ONLY: "这张工作表里只有图片，读不出数据。请向报送单位要可编辑的表格。",
    C.NO_HEADER_FOUND: "没有找到表头，没有读入。请在数据上方加一行列名。",
    C.NO_ROWS: "表头下面没有项目。",
    C.SECOND_TABLE: "同一张工作表里还有另一张表，没有读入。请分到不同的工作表。",
    C.FUTURE_PERIOD: "报告月份{raw}还没有到。如果写错了，请改正报告月份，再重新比对。",
    C.PERIOD_DIFFERS: "表头里的月份与报告期不一致，请核对报告期。",
    C.COLUMN_UNCLEAR: "“{raw}”没有写明是本年还是开工以来，按{label}读入。如果不是，请在列对应里改。",
    C.AMBIGUOUS_NAME_COLUMN: "有两列都像项目名称，用了“{raw}”。",
    C.MISSING_COLUMN: "表里没有{label}，标题里也看不出来，请在导入时选定。",
    C.SECTION_COUNT_DIFFERS: "“{raw}”写的个数与实际行数不同。",
    C.WRONG_EXTENSION: "文件的扩展名与内容不符，已按内容读入。",
    C.MACROS: "文件里有宏。宏没有运行，只读了表里的数。",
    C.ENCODING_GUESSED: "文件没有写明文字编码，按最像的读入。项目名称里如有乱码，请用 Excel 另存为 xlsx 再送。",
    C.SUBTOTAL_DIFFERS: "{label}的合计与各行之和不等（{raw}）。",
}


def sentence_for(problem: C, *, raw: str = "", label: str = "", other: int | str = "") -> str:
    """提示语 — filled in with what stands in the cell."""
    template = SENTENCES.get(problem) or FILE_SENTENCES.get(problem) or "请核对“{raw}”。"
    return template.format(raw=raw[:60], label=label, other=other)
