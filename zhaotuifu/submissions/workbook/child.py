"""填表（子进程） — examines or fills one workbook from stdin under limits of memory and time.

Started as `python -m zhaotuifu.submissions.workbook.child`; imports neither Django nor settings.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from zhaotuifu.kernel.sheets.child import limit_resources

OUT_OF_MEMORY = 70


def answer(data: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The answer for one order."""
    from zhaotuifu.submissions.workbook.examining import examined
    from zhaotuifu.submissions.workbook.filling import filled

    if order["act"] == "examine":
        return examined(data), b""
    return filled(data, order)


def main() -> int:
    """One line of order, then the file; one line of answer, then the file that was made."""
    order = json.loads(sys.stdin.buffer.readline())
    limit_resources(order["memory_mib"], order["cpu_seconds"])
    try:
        told, made = answer(sys.stdin.buffer.read(), order)
        out = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n" + made
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception as error:  # the file is at fault; its name says which kind
        out = json.dumps({"failed": type(error).__name__}).encode() + b"\n"
    sys.stdout.buffer.write(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
