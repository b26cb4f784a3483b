"""The review tool: a panel for JupyterLab that walks the queue and keeps every decision in a file.

Needs the extra `lab` (ipywidgets). All it does can be done without a mouse too: `decide`, `skip`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from pydantic import ValidationError

from audit import review
from audit.core import STATUSES, Audit, Fact, Problem, Text3, Verdict
from audit.core.markup import plain
from audit.facts import load_ruleset
from audit.report.forms import decimals, percent
from audit.report.names import name_of
from audit.report.show import waiting
from audit.review import Action, Decision, Item

_WORDS = {
    "accept": Text3("Accept", "Растау", "Принять"),
    "reject": Text3("Reject", "Қабылдамау", "Отклонить"),
    "change": Text3("Change", "Өзгерту", "Изменить"),
    "skip": Text3("Later", "Кейін", "Позже"),
    "value": Text3("Change to", "Жаңа мәні", "Изменить на"),
    "quote": Text3("Quote", "Дәйексөз", "Цитата"),
    "note": Text3("Note", "Ескертпе", "Примечание"),
    "reviewer": Text3("Reviewer", "Тексеруші", "Проверяющий"),
    "date": Text3("Date", "Күні", "Дата"),
    "place": Text3(
        "{left} to review. {what} in {policy_id}: {confidence} sure; if it is otherwise, the score moves by {effect}.",
        "Тексерілмегені: {left}. {policy_id}, {what}: сенімділігі {confidence}; басқаша болса, балдың өзгеруі: {effect}.",
        "Осталось: {left}. {policy_id}, {what}: уверенность {confidence}; если это не так, балл изменится на {effect}.",
    ),
    "done": Text3(
        "Nothing is left to review.", "Тексеретін ештеңе қалмады.", "Проверять больше нечего."
    ),
    "saved": Text3("Saved in {file}.", "{file} файлына жазылды.", "Записано в {file}."),
}


class ReviewTool:
    """A panel over the queue of `audits`; each decision is a new last line of `file`.

    Decisions that `file` holds already are applied first; `audits` are the audits as reviewed so far
    and `problems` what in the file could not be read or applied. `date` is the day written into the
    decisions, until another is picked in the panel.
    """

    def __init__(
        self,
        audits: Sequence[Audit],
        file: Path | str,
        *,
        reviewer: str = "",
        date: datetime.date | None = None,
        below: float = review.DOUBTFUL,
        language: str = "en",
    ) -> None:
        self._file, self._below, self._language = Path(file), below, language
        known, bad_lines = review.read(self._file) if self._file.exists() else ([], [])
        given = review.by_policy(known)
        done = [review.apply(entry, given.get(entry.document.doc_id, ())) for entry in audits]
        self._audits = {entry.document.doc_id: entry for entry in done}
        self.problems: list[Problem] = [
            *bad_lines,
            *(problem for entry in done for problem in review.unheeded(entry)),
        ]
        self._waiting = review.queue(done, below=below)
        self._later: set[tuple[str, str]] = set()
        self._make_panel(reviewer, date)
        self._show("".join(f"{problem.where}: {problem.message}. " for problem in self.problems))

    @property
    def audits(self) -> list[Audit]:
        """The audits with all decisions so far applied."""
        return list(self._audits.values())

    @property
    def waiting(self) -> list[Item]:
        """What nobody has reviewed yet; what was put off comes last."""
        return sorted(
            self._waiting, key=lambda i: ((i.policy_id, i.what) in self._later, review.rank(i))
        )

    @property
    def item(self) -> Item | None:
        """What is shown."""
        return next(iter(self.waiting), None)

    def decide(self, action: Action, *, value: str = "", quote: str = "", note: str = "") -> None:
        """Writes a decision on the item shown to the file and goes on to the next.

        Raises ValueError for a decision that cannot be made; nothing is written then.
        """
        item = self.item
        if item is None:
            raise ValueError(self._say("done"))
        if self._date.value is None or not self._reviewer.value.strip():
            raise ValueError(f"{self._say('reviewer')}? {self._say('date')}?")
        audit = self._audits[item.policy_id]
        shown = item.subject.evidence[0].quote if item.subject.evidence else ""
        decision = Decision(
            policy_id=item.policy_id,
            text_sha256=audit.document.sha256,
            what=item.what,
            action=action,
            reviewer=self._reviewer.value.strip(),
            date=self._date.value,
            value=value,
            quote=quote or ("" if isinstance(item.subject, Verdict) else shown),
            note=note,
            edition=audit.edition if isinstance(item.subject, Verdict) else "",
        )
        again = review.apply(audit, [decision])
        if problems := review.unheeded(again)[len(review.unheeded(audit)) :]:
            raise ValueError(f"{problems[0].message}: {problems[0].remedy}")
        review.append(self._file, decision)
        self._audits[item.policy_id] = again
        others = [entry for entry in self._waiting if entry.policy_id != item.policy_id]
        fresh = review.queue([again], below=self._below)
        self._waiting = [*others, *(entry for entry in fresh if entry.what != item.what)]
        self._show(self._say("saved", file=self._file.name))

    def skip(self) -> None:
        """Puts the item shown off until all others are done."""
        if item := self.item:
            self._later.add((item.policy_id, item.what))
            self._show("")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self._panel._repr_mimebundle_(**kwargs)

    def _make_panel(self, reviewer: str, date: datetime.date | None) -> None:
        wide = widgets.Layout(width="auto")
        self._reviewer = widgets.Text(value=reviewer, description=self._say("reviewer"))
        self._date = widgets.DatePicker(value=date, description=self._say("date"))
        self._place, self._clause, self._message = (widgets.HTML() for _ in range(3))
        self._value = widgets.Dropdown(description=self._say("value"), layout=wide)
        self._quote = widgets.Text(description=self._say("quote"), layout=wide)
        self._note = widgets.Textarea(description=self._say("note"), layout=wide)
        styles = {"accept": "success", "reject": "danger", "change": "warning", "skip": ""}
        self._buttons = {
            name: widgets.Button(description=self._say(name), button_style=style)
            for name, style in styles.items()
        }
        for button in self._buttons.values():
            button.on_click(self._pressed)
        self._panel = widgets.VBox(
            [
                widgets.HBox([self._reviewer, self._date]),
                self._place,
                self._clause,
                self._value,
                self._quote,
                self._note,
                widgets.HBox(list(self._buttons.values())),
                self._message,
            ]
        )

    def _pressed(self, button: widgets.Button) -> None:
        name = next(name for name, known in self._buttons.items() if known is button)
        if name == "skip":
            self.skip()
            return
        try:
            self.decide(
                "accept" if name == "accept" else "reject" if name == "reject" else "change",
                value=(self._value.value or "") if name == "change" else "",
                quote=self._quote.value.strip(),
                note=self._note.value.strip(),
            )
        except ValidationError as error:
            self._message.value = plain(error.errors()[0]["msg"].removeprefix("Value error, "))
        except (ValueError, OSError) as error:
            self._message.value = plain(str(error))

    def _show(self, message: str) -> None:
        """Shows the first item, with empty fields, and `message` below."""
        item = self.item
        for button in self._buttons.values():
            button.disabled = item is None
        self._message.value = plain(message)
        self._quote.value = self._note.value = ""
        if item is None:
            self._place.value, self._clause.value = plain(self._say("done")), ""
            self._value.options = []
            return
        told = {
            "left": len(self._waiting),
            "policy_id": item.policy_id,
            "what": item.what,
            "confidence": percent(item.confidence),
            "effect": decimals(f"{item.effect:+.1f}", self._language),
        }
        self._place.value = plain(self._say("place", **told))
        shown = waiting(self._audits[item.policy_id], item, language=self._language)
        self._clause.value = shown.markup
        self._value.options = _choices(item, self._language)
        self._buttons["change"].disabled = not self._value.options

    def _say(self, word: str, **values: Any) -> str:
        return _WORDS[word].in_language(self._language).format(**values)


def _choices(item: Item, language: str) -> list[tuple[str, str]]:
    """Names and codes of what the item could be changed to."""
    subject = item.subject
    if isinstance(subject, Verdict):
        others = [status for status in STATUSES if status != subject.status]
        return [(name_of("statuses", status, language), status) for status in others]
    if isinstance(subject, Fact):
        codes = [code for code in load_ruleset().codes(subject.field) if code != subject.code]
        return [(name_of("codes", code, language, field=subject.field), code) for code in codes]
    return []
