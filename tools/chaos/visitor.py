"""来访 — a browser small enough to be lost at any moment: cookies, forms, and what the house answered."""

import http.client
import re
import secrets
import urllib.parse
from dataclasses import dataclass, field
from html.parser import HTMLParser

PATIENCE_SECONDS = 40


class Lost(Exception):
    """没有答复 — the connection broke or nobody answered: what was sent may be done or not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """答复 — status, where it sends us, whether it wants the page fetched anew, and the page."""

    status: int
    location: str
    is_refresh: bool
    page: str

    @property
    def is_done(self) -> bool:
        """办成了 — the house says so by sending the browser on."""
        return self.status in (302, 303) and "/signin/" not in self.location


@dataclass(slots=True)
class Visitor:
    """来访者 — one person at one browser."""

    host: str
    port: int
    username: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """看一页. Raises `Lost`."""
        return self._ask("GET", path, None, {})

    def post(
        self, path: str, fields: dict[str, str], file: tuple[str, str, bytes] | None = None
    ) -> Answer:
        """交一张表 — urlencoded, or in parts when there is a file (field, name, bytes). Raises `Lost`."""
        said = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields}
        if file is None:
            body = urllib.parse.urlencode(said).encode()
            return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        mark = secrets.token_hex(16)
        body = _parts(mark, said, file)
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})

    def sign_in(self) -> bool:
        """登录 — with the demonstration's own password. Raises `Lost`."""
        self.get("/signin/")
        answer = self.post(
            "/signin/", {"username": self.username, "password": f"{self.username}-demo-2025"}
        )
        return answer.is_done

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        line = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE_SECONDS)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            line.request(method, path, body, {**headers, "Cookie": cookies, "Connection": "close"})
            answer = line.getresponse()
            page = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as problem:
            raise Lost(type(problem).__name__) from problem
        finally:
            line.close()
        for said in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = said.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if answer.status >= 500:
            raise Lost(str(answer.status))
        return Answer(
            answer.status, answer.headers.get("Location", ""), "HX-Refresh" in answer.headers, page
        )


def _parts(mark: str, fields: dict[str, str], file: tuple[str, str, bytes]) -> bytes:
    pieces = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    name, filename, data = file
    pieces.append(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode() + data + b"\r\n"
    )
    return b"".join([*pieces, f"--{mark}--\r\n".encode()])


class Forms(HTMLParser):
    """表单 — every form of a page with the values that stand in it, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._open = self._in_select = self._in_text = ""
        self.feed(page)

    def with_field(self, name: str) -> dict[str, str] | None:
        """带这一格的表单 — its values; None when there is none."""
        return next((values for _, values in self.found if name in values), None)

    def to(self, ending: str) -> dict[str, str] | None:
        """交到那里的表单 — by the end of its address."""
        return next((values for action, values in self.found if action.endswith(ending)), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value") or ""
        if tag == "form":
            self.found.append((said.get("action") or "", {}))
        if not self.found:
            return
        values = self.found[-1][1]
        if tag == "input" and name:
            kind = said.get("type", "text")
            if kind not in ("checkbox", "radio", "file", "submit") or "checked" in said:
                values[name] = value or ("on" if kind == "checkbox" else "")
        elif tag == "select":
            self._in_select = name
            values.setdefault(name, "")
        elif tag == "option" and self._in_select and "selected" in said:
            values[self._in_select] = value
        elif tag == "textarea" and name:
            self._in_text = name
            values[name] = ""

    def handle_data(self, data: str) -> None:
        if self._in_text and self.found:
            self.found[-1][1][self._in_text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            values, name = self.found[-1][1], self._in_text
            values[name] = re.sub(r"^\r?\n", "", values[name])
            self._in_text = ""
        elif tag == "select":
            self._in_select = ""
