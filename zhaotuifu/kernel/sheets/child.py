"""读表（子进程） — reads one file from stdin under limits and answers JSON on stdout.

Started as `python -m zhaotuifu.kernel.sheets.child`; imports neither Django nor
settings, so that it starts fast and holds no secret when it meets a hostile file.
"""

import json
import sys
from datetime import date, datetime
from typing import Any

from zhaotuifu.kernel.sheets.types import SENTENCES, RefusalKind, SheetRefused

OUT_OF_MEMORY = 70
ONLY_FORMULAS = "文件里只有公式，没有算好的数。请用 Excel 或 WPS 打开并保存一次，再上传。"


def limit_resources(memory_mib: int, cpu_seconds: int) -> None:
    """Memory and processor time of this process; where the system has no limits, none."""
    try:
        import resource
    except ImportError:
        return
    size = memory_mib * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))  # told, then killed
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    """The answer for one file; SheetRefused when there is none."""
    from zhaotuifu.kernel.sheets import delimited, formats, packing, tables

    found = formats.sniff(data, order["filename"], order["max_unpacked"])
    if found == formats.CSV:
        answer = delimited.read(data)
    else:
        answer = tables.read(data, found)
    if formats.is_wrong_extension(found, order["filename"]):
        answer.setdefault("warnings", []).append("wrong_extension")
    if not any(sheet["rows"] or sheet.get("has_pictures") for sheet in answer["sheets"]):
        is_uncalculated = any(sheet.get("formulas_without_value") for sheet in answer["sheets"])
        raise SheetRefused(RefusalKind.NO_ROWS, ONLY_FORMULAS if is_uncalculated else "")
    if order.get("glimpse"):
        start, rows = order["glimpse"]
        answer["sheets"] = [
            glimpse(one, set(rows)) for one in answer["sheets"] if one["name"].startswith(start)
        ]
    for sheet in answer["sheets"]:
        sheet |= packing.packed(sheet.pop("rows"))
    return answer


def glimpse(sheet: dict[str, Any], wanted: set[int]) -> dict[str, Any]:
    """The wanted rows where they stand, and the rows that merged cells among them begin in."""
    first, rows = sheet.get("first_row", 1), sheet["rows"]
    merged = [
        box for box in sheet.get("merged", ()) if any(box[0] <= row <= box[2] for row in wanted)
    ]
    shown = wanted | {box[0] for box in merged}
    start, end = max(first, min(shown)), min(first + len(rows) - 1, max(shown))
    kept = [rows[at - first] if at in shown else () for at in range(start, end + 1)]
    return {"name": sheet["name"], "first_row": start, "rows": kept, "merged": merged}


def encode(value: Any) -> dict[str, str]:
    """Dates and moments for JSON; everything else calamine may give becomes text."""
    if isinstance(value, datetime):
        return {"$t": value.replace(tzinfo=None).isoformat()}
    if isinstance(value, date):
        return {"$d": value.isoformat()}
    raise TypeError(type(value).__name__)


def said(data: bytes, order: dict[str, Any]) -> bytes:
    """The answer as it travels; a refusal is one too. Raises MemoryError, nothing else."""
    try:
        text = json.dumps(read(data, order), default=encode, ensure_ascii=False)
        return text.encode("utf-8", "surrogatepass")
    except SheetRefused as refused:
        return json.dumps({"refused": refused.kind, "sentence": refused.sentence}).encode()
    except MemoryError:
        raise
    except BaseException:  # a reader's panic is not an Exception; the file is at fault
        kind = RefusalKind.CORRUPT
        return json.dumps({"refused": kind, "sentence": SENTENCES[kind]}).encode()


def main() -> int:
    """Read the order line and the file, answer, and never leave a traceback."""
    order = json.loads(sys.stdin.buffer.readline())
    limit_resources(order["memory_mib"], order["cpu_seconds"])
    try:
        sys.stdout.buffer.write(said(sys.stdin.buffer.read(), order))
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main())
