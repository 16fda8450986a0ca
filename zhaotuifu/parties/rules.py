"""组织人员规则 — what a name from a file or a command line may be."""

from __future__ import annotations

import re

from zhaotuifu.kernel.verdict import YES, Verdict, no

# Control characters, halves of characters: nobody sees them, PostgreSQL keeps neither.
UNSEEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def can_be_named(text: str, what: str, most: int, *, is_required: bool = True) -> Verdict:
    """能否这样叫 — at most `most` characters, all of them to be seen; `what` names it in the sentence."""
    if is_required and not text.strip():
        return no(f"{what}是空的。请写上{what}。")
    if len(text) > most:
        return no(f"{what}有 {len(text):,} 个字，最多 {most} 个。请写短一些。")
    if UNSEEN.search(text):
        return no(f"{what}里有看不见的字符。请重新键入。")
    return YES
