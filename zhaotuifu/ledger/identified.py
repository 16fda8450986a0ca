"""在认的行 — a row of a read ledger on the way to its project, and what is said of it meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.items import AnswerTo, Item, ItemClass, ItemKind, Option, answer_key
from zhaotuifu.ledger.rules.matching import KnownProject, Learnt, zone_text
from zhaotuifu.ledger.rules.placing import Place
from zhaotuifu.ledger.rules.stating import Said
from zhaotuifu.ledger.rules.types import RowReading, Scope


@dataclass(slots=True)
class Row:
    """在认的行 — what it says, where it lies, whom it found; `is_open` while nothing withholds it."""

    row: RowReading
    said: Said
    place: Place
    project: KnownProject | None = None
    items: tuple[Item, ...] = ()
    is_open: bool = True
    is_aside: bool = False  # part of a package that is imported otherwise
    is_new: bool = False  # a person said so
    is_left_out: bool = False  # a person said so
    keeps_name: bool = False  # the file's name is a known other name: it renames nothing
    waits_for: str = ""  # the question of the file that says where it lies
    learnt: list[Learnt] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)  # why each offered project is like it

    @property
    def project_id(self) -> int | None:
        return self.project.id if self.project else None

    @property
    def name(self) -> str:
        name = self.said.values.get(Field.NAME)
        return name if isinstance(name, str) else ""

    def key(self, about: AnswerTo) -> str:
        return answer_key(about, self.row.sheet, self.row.row)

    def refuse(self, class_: str, sentence: str) -> None:
        """拒收整行."""
        self._withhold(Item(ItemKind.REFUSAL, class_, sentence, scope=Scope.ROW))

    def ask(
        self, about: AnswerTo, class_: str, sentence: str, options: Sequence[Option] = ()
    ) -> None:
        """整行待认."""
        key = self.key(about) if options else ""
        self._withhold(
            Item(
                ItemKind.QUESTION, class_, sentence, scope=Scope.ROW, options=tuple(options), key=key
            )
        )

    def wait(self, class_: str) -> None:
        """等整份的答复 — its own cell says for which; another row of the project, here."""
        self.is_open = False
        if not any(item.waits_for == self.waits_for for item in self.said.items):
            text = self.waits_for.partition("/")[2]
            item = Item(
                ItemKind.QUESTION, class_, f"同一个项目的另一行在等“{text}”的答复，这一行也等。",
                scope=Scope.ROW, waits_for=self.waits_for,
            )
            self.items += (item,)

    def note(self, class_: str, sentence: str) -> None:
        """说明 — nothing is withheld."""
        self.items += (Item(ItemKind.NOTE, class_, sentence, scope=Scope.ROW),)

    def set_aside(self, sentence: str) -> None:
        """不单独导 — a note, nothing is written for the row."""
        self.items += (Item(ItemKind.NOTE, ItemClass.PACKAGE, sentence),)
        self.is_open, self.is_aside = False, True

    def _withhold(self, item: Item) -> None:
        self.items += (item,)
        self.is_open = False

    def learn(self, name_key: str, project_id: int, *, is_same: bool) -> None:
        """学到 — remembered when the import is committed."""
        place = zone_text(self.place.names)
        self.learnt.append(Learnt(self.name[:300], name_key, place, project_id, is_same))
