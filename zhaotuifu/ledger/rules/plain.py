"""一望而知 — texts that need no judgement: no blank word, nothing before the name, nothing to tidy."""

import re

from zhaotuifu.ledger.rules.text import BLANK_WORDS, CLEAR_WORDS, PENDING_WORDS

#: words that make a part of a package
PART_WORDS = ("其中", "内含", "包括")
#: how a blank word, 「清空」 or 其中 begins
DOUBTFUL = re.escape(
    "".join(sorted({word[0] for word in (*BLANK_WORDS, *CLEAR_WORDS, *PENDING_WORDS, *PART_WORDS)}))
)
#: what is tidied or compared in another form: spaces, breaks, full-width letters and digits
UNTIDY = "\\s\ufeff\u200b\uff0e\uff05\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
PLAIN_TEXT = re.compile(rf"(?![{DOUBTFUL}])[0-9\u4e00-\u9fff][^{UNTIDY}]*")
PLAIN_CODE = re.compile(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}")
#: the start of a name that neither is a blank word nor carries a number or 其中 before it
PLAIN_START = re.compile(rf"(?![{DOUBTFUL}])[\u4e00-\u9fff]")
