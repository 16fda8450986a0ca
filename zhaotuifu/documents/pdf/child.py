"""印 PDF（子进程） — a paper comes in as JSON, a PDF or a reason goes out; held by its limits.

Apart from the web process, so that a paper that takes too long or too much memory ends alone.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from zhaotuifu.documents.frozen import paper_of
from zhaotuifu.documents.pdf.faces import NoFace, NoLetter
from zhaotuifu.documents.pdf.making import make_pdf

NO_FACE, NO_LETTER = "no_face", "no_letter"
OUT_OF_MEMORY = 70


def main() -> int:
    """一问一答 — reads standard input, writes standard output."""
    order = json.load(sys.stdin.buffer)
    _limit(order["cpu_seconds"], order["memory_mib"])
    try:
        answer = make_pdf(paper_of(order["paper"]), order["folders"], with_system=order["with_system"])
    except NoFace:
        answer = _said(refused=NO_FACE)
    except NoLetter as missing:
        answer = _said(refused=NO_LETTER, char=missing.char)
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(answer)
    return 0


def _said(**answer: Any) -> bytes:
    return json.dumps(answer).encode()


def _limit(cpu_seconds: int, memory_mib: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows: the clock alone holds it there
        return
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_mib << 20, memory_mib << 20))


if __name__ == "__main__":
    sys.exit(main())
