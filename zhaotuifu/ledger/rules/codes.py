"""项目代码与信用代码 — two identities and what Excel and typing do to them.

项目代码: GB/T 40058, 24 characters with dashes, 4-6-2-2-6 (the check rule is not
public: only the shape is judged). 统一社会信用代码: GB 32100, 18 characters; a
wrong check digit is a warning, for one real code in thirteen has one.
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from zhaotuifu.ledger.rules.answers import BLANK, Answer, refused
from zhaotuifu.ledger.rules.text import is_blank_word, is_error, squash
from zhaotuifu.ledger.rules.types import Choice, FindingClass
from zhaotuifu.projects.identities import check_digit_holds

DASHES = re.compile(r"[-—–―_‐‑‒−﹣]+")
CODE = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")
CODE_DIGITS = re.compile(r"(\d{4})(\d{6})(\d{2})(\d{2})(\d{6})")
USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{2}", re.I)
ROUNDED = re.compile(r"\d{8,}0{5,}")
NOT_YET = re.compile(
    r".*(?:办理|申请|申报|审批|补办|补充|注册|核发|备案).*中?|.*(?:未办|未取得|未赋码|待办|待补|待赋)"
)
#: letters that are no part of either code and what was meant
MISTYPED = str.maketrans({"O": "0", "I": "1", "L": "1"})
USCC_MISTYPED = str.maketrans({"O": "0", "I": "1", "S": "5", "Z": "2", "V": "U"})


def read_code(value: object) -> Answer:
    """项目代码 — as 4-6-2-2-6 with dashes.

    Refused: code_malformed (asked when one obvious typing slip explains it),
    code_precision_lost (Excel made a number of it).
    """
    if value is None:
        return BLANK
    if isinstance(value, bool | date):
        return refused(FindingClass.CODE_MALFORMED)
    if isinstance(value, int | float):
        lost = abs(value) >= 1e15
        return refused(FindingClass.CODE_PRECISION_LOST if lost else FindingClass.CODE_MALFORMED)
    return _code(str(value))


@lru_cache(maxsize=8192)
def _code(text: str) -> Answer:
    if is_error(text):
        return refused(FindingClass.FORMULA_ERROR)
    if is_blank_word(text):
        return BLANK
    bare = DASHES.sub("-", squash(text).upper())
    if NOT_YET.fullmatch(bare):
        return Answer(problem=FindingClass.CODE_MALFORMED)
    if CODE.fullmatch(bare):
        return Answer(value=bare)
    if SCIENTIFIC.fullmatch(bare) or ROUNDED.fullmatch(bare):
        return refused(FindingClass.CODE_PRECISION_LOST)
    if dashed := _dashed(bare):
        return Answer(value=dashed)
    mended = bare.translate(MISTYPED)
    likely = mended if CODE.fullmatch(mended) else _dashed(mended)
    choices = (Choice(likely, {"value": likely}),) if likely else ()
    return refused(FindingClass.CODE_MALFORMED, choices)


def _dashed(bare: str) -> str:
    match = CODE_DIGITS.fullmatch(bare.replace("-", ""))
    return "-".join(match.groups()) if match else ""


def read_uscc(value: object) -> Answer:
    """统一社会信用代码 — upper case, no spaces.

    Refused: uscc_malformed (asked when an obvious slip explains it),
    uscc_precision_lost. Warned: uscc_check_digit; 办理中 is a blank with a warning.
    """
    if value is None:
        return BLANK
    if isinstance(value, bool | date):
        return refused(FindingClass.USCC_MALFORMED)
    if isinstance(value, int | float):
        if not 1e15 <= abs(value) < 1e18:
            return refused(
                FindingClass.USCC_PRECISION_LOST if abs(value) >= 1e15 else FindingClass.USCC_MALFORMED
            )
        text = f"{Decimal(format(float(value), '.15g')):f}"  # Excel keeps 15 digits
        choices = (as_it_stands(text),) if USCC.fullmatch(text) else ()
        return refused(FindingClass.USCC_PRECISION_LOST, choices)
    return _uscc(str(value))


@lru_cache(maxsize=8192)
def _uscc(text: str) -> Answer:
    if is_error(text):
        return refused(FindingClass.FORMULA_ERROR)
    if is_blank_word(text):
        return BLANK
    bare = DASHES.sub("", squash(text).upper())
    if NOT_YET.fullmatch(bare):
        return Answer(problem=FindingClass.USCC_MALFORMED)
    if SCIENTIFIC.fullmatch(bare):
        return refused(FindingClass.USCC_PRECISION_LOST)
    if ROUNDED.fullmatch(bare) and len(bare) == 18:
        return refused(FindingClass.USCC_PRECISION_LOST, (as_it_stands(bare),))
    if USCC.fullmatch(bare):
        problem = None if check_digit_holds(bare) else FindingClass.USCC_CHECK_DIGIT
        return Answer(value=bare, problem=problem)
    mended = bare.translate(USCC_MISTYPED)
    is_likely = bool(USCC.fullmatch(mended)) and check_digit_holds(mended)
    choices = (Choice(mended, {"value": mended}),) if is_likely else ()
    return refused(FindingClass.USCC_MALFORMED, choices)


def as_it_stands(text: str) -> Choice:
    """按此录入 — a person may take a doubtful code as it is; nobody is held up by it."""
    return Choice(f"按此录入 {text}", {"value": text})

