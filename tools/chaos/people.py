"""干活的人 — each does one kind of work over and over and remembers every answer that said: done.

What got no answer is looked up, or sent once more, as a person does; only an answer counts.
"""

import random
import re
import threading
import time
from dataclasses import dataclass, field

from tools.chaos.visitor import Answer, Forms, Lost, Visitor

YEAR, MONTH = 2025, 9
PAUSE_SECONDS = (0.05, 0.6)
DONE_WITHIN_SECONDS = 240  # of long work that is interrupted again and again


@dataclass(slots=True)
class Memory:
    """记下的 — what the house said it had done, and how often nobody answered."""

    months: list[tuple[int, str]] = field(default_factory=list)  # project and words
    projects: list[str] = field(default_factory=list)  # names
    imports: list[tuple[int, str]] = field(default_factory=list)  # import and words
    sent: list[tuple[int, str]] = field(default_factory=list)  # import and the hash of its file
    drafts: list[int] = field(default_factory=list)
    lost: int = 0
    found_done: int = 0  # no answer came, but it was done
    refused: dict[str, int] = field(default_factory=dict)

    def refuse(self, what: str) -> None:
        """被拒 — counted by its reason."""
        self.refused[what] = self.refused.get(what, 0) + 1


class Person(threading.Thread):
    """一个人 — signs in, works until told to stop, signs in again when thrown out."""

    def __init__(self, visitor: Visitor, memory: Memory, over: threading.Event, number: int) -> None:
        super().__init__(daemon=True)
        self.visitor, self.memory, self.over = visitor, memory, over
        self.number, self.count = number, 0
        self.dice = random.Random(number)

    def run(self) -> None:
        """干活."""
        while not self.over.is_set():
            try:
                self.work()
            except Lost:
                self.memory.lost += 1
                self.over.wait(0.3)
            self.over.wait(self.dice.uniform(*PAUSE_SECONDS))

    def work(self) -> None:
        """干一回 — of each kind of person."""
        raise NotImplementedError

    def page(self, path: str) -> Answer | None:
        """看一页 — signed in if need be; None when that does not succeed."""
        answer = self.visitor.get(path)
        if "/signin/" in answer.location:
            if not self.visitor.sign_in():
                self.memory.refuse("登录")
                return None
            answer = self.visitor.get(path)
        return answer if answer.status == 200 else None

    def words(self, what: str) -> str:
        """认得出的话 — never said twice."""
        self.count += 1
        return f"{what}{self.number}之{self.count}号"


class Reporter(Person):
    """填月报的人 — the words and the amount of a month, of one project of her own."""

    def __init__(self, *given, project: int) -> None:
        super().__init__(*given)
        self.project = project

    def work(self) -> None:
        """报一回."""
        path = f"/projects/{self.project}/months/?year={YEAR}&month={MONTH}"
        words = self.words("演练月报")
        for _ in range(20):
            try:
                if self.over.is_set() or self._once(path, words):
                    return
            except Lost:
                self.memory.lost += 1
                time.sleep(0.4)

    def _once(self, path: str, words: str) -> bool:
        """One try; False when it is to be tried again."""
        answer = self.page(path)
        fields = Forms(answer.page).with_field("image_progress") if answer else None
        if fields is None:
            return False
        if fields["image_progress"].strip() == words:
            self.memory.found_done += 1
            self.memory.months.append((self.project, words))
            return True
        fields |= {"image_progress": words, f"month_{MONTH}": str(self.count), "reason": "断电演练"}
        said = self.visitor.post(path, fields)
        if said.is_done:
            self.memory.months.append((self.project, words))
            return True
        self.memory.refuse(f"月报 {said.status}")
        return said.status != 409  # somebody was quicker: looked at again


class Founder(Person):
    """建项目的人 — a new project; without an answer the same form is sent once more."""

    def work(self) -> None:
        """建一个."""
        answer = self.page("/projects/new/")
        fields = Forms(answer.page).with_field("name") if answer else None
        if answer is None or fields is None:
            return
        zone = re.search(r'name="zone_ids"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="zone_ids"', answer.page)
        name = self.words(f"断电演练{self.dice.randrange(10**9)}项目")
        fields |= {"name": name}
        fields.setdefault("zone_ids", zone[1] or zone[2] if zone else "")
        for _ in range(12):
            try:
                said = self.visitor.post("/projects/new/", fields)
            except Lost:
                self.memory.lost += 1
                time.sleep(0.5)
                continue
            if said.is_done:
                self.memory.projects.append(name)
            else:
                self.memory.refuse(f"新建 {said.status}")
            return


class Sender(Person):
    """送台账的人 — one row about one project, read, seen, imported; what failed is asked for again."""

    def __init__(self, *given, project: str, zone: str) -> None:
        super().__init__(*given)
        self.project, self.zone = project, zone

    def work(self) -> None:
        """送一份."""
        words = self.words("演练台账")
        if self.page("/ledger/") is None:
            return
        data = (
            "项目名称,板块,2025年3月完成投资（万元）,形象进度\n"
            f"{self.project},{self.zone},{self.number * 1000 + self.count},{words}\n"
        ).encode("utf-8-sig")
        place = self._sent(words, data)
        if place is None:
            return
        number = int(re.findall(r"\d+", place)[0])
        if self._wait(place) and self._asked(place):
            until = time.monotonic() + DONE_WITHIN_SECONDS
            while time.monotonic() < until and not self._is_in(place):
                time.sleep(0.5)
            self.memory.imports.append((number, words))

    def _sent(self, words: str, data: bytes) -> str | None:
        """Where the house put it; sent again when nobody answered: the same bytes are known by it."""
        for _ in range(12):
            try:
                said = self.visitor.post(
                    "/ledger/", {"expected": "2025-03"}, ("file", f"{words}.csv", data)
                )
            except Lost:
                self.memory.lost += 1
                time.sleep(0.5)
                continue
            if said.is_done:
                self.memory.sent.append((int(re.findall(r"\d+", said.location)[0]), words))
                return said.location
            self.memory.refuse(f"送台账 {said.status}")
            return None
        return None

    def _wait(self, place: str) -> bool:
        """Until nothing is under way there; what failed is asked for again."""
        until = time.monotonic() + DONE_WITHIN_SECONDS
        while time.monotonic() < until:
            try:
                if self.visitor.get(f"{place}progress/").is_refresh:
                    page = self.visitor.get(place).page
                    if Forms(page).to("/commit/") is not None:
                        return True
                    if (again := _retry(page)) is not None:
                        self.visitor.post(*again)
            except Lost:
                self.memory.lost += 1
            time.sleep(0.5)
        self.memory.refuse("台账没有读完")
        return False

    def _asked(self, place: str) -> bool:
        for _ in range(12):
            try:
                fields = Forms(self.visitor.get(place).page).to("/commit/")
                if fields is None:  # asked for by the try that got no answer
                    self.memory.found_done += 1
                    return True
                said = self.visitor.post(f"{place}commit/", fields)
            except Lost:
                self.memory.lost += 1
                time.sleep(0.5)
                continue
            if said.is_done:
                return True
            self.memory.refuse(f"导入 {said.status}")
            return False
        return False

    def _is_in(self, place: str) -> bool:
        """Whether the page says it is in; a run that was interrupted three times is asked for again."""
        try:
            page = self.visitor.get(place).page
            if Forms(page).to("/undo/") is not None:
                return True
            if (again := _retry(page)) is not None:
                self.visitor.post(*again)
        except Lost:
            self.memory.lost += 1
        return False


def _retry(page: str) -> tuple[str, dict[str, str]] | None:
    """重试 — the form that asks for the same work once more, if the page has one."""
    for action, values in Forms(page).found:
        if re.search(r"/retry/$|/again/$", action):
            return action, values
    return None
