"""make run — from a fresh checkout to a page that answers, and everything down again on Ctrl-C."""

import errno
import http.client
import os
import platform
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tools import setup
from tools.family import Family, Member, log_tail
from tools.house import Refusal, answer, data_dir, say

READY_WITHIN_SECONDS = 90
WEB = "网站进程"
SIGN_IN = "/signin/"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WILDCARD = {"0.0.0.0", "::", ""}


@dataclass(frozen=True, slots=True)
class Address:
    """地址 — where the site listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """网址 — what to type into a browser on this machine."""
        host = "127.0.0.1" if self.host in WILDCARD else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def asked_address() -> Address:
    """要用的地址 — HOST and PORT, else 127.0.0.1:8000. Refused: a port that is no port."""
    host = os.environ.get("HOST") or "127.0.0.1"
    port = os.environ.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Refusal(f"PORT={port} 不是端口号：请给 1 到 65535 的整数，例如 make run PORT=8001。")
    return Address(host, int(port))


def check_free(address: Address) -> None:
    """端口空着 — refused when another program listens there, or we may not listen at all."""
    try:
        family, kind, _, _, where = socket.getaddrinfo(
            address.host or None, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as problem:
        raise Refusal(
            f"HOST={address.host} 不是本机的地址：请改成 127.0.0.1 或 0.0.0.0。"
        ) from problem
    with socket.socket(family, kind) as listener:
        # Connections that linger after a stop do not make the port taken.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(where)
            listener.listen(1)
        except OSError as problem:
            raise Refusal(_why_not(address, problem)) from problem


def _why_not(address: Address, problem: OSError) -> str:
    """为何不行 — the sentence for an address one cannot listen on."""
    if isinstance(problem, PermissionError):
        return f"没有权限使用端口 {address.port}：请换一个 1024 以上的，例如 make run PORT=8000。"
    if problem.errno == errno.EADDRNOTAVAIL:
        return f"HOST={address.host} 不是本机的地址：请改成 127.0.0.1 或 0.0.0.0。"
    other = address.port + 1 if address.port < 65535 else 8000
    return (
        f"端口 {address.port} 已被占用：请先停掉占用它的程序，"
        f"或换一个端口，例如 make run PORT={other}。"
    )


def environment_for(address: Address) -> dict[str, str]:
    """子进程环境 — the demonstration runs with DEBUG; an explicit DEBUG=0 is respected."""
    environment = dict(os.environ)
    environment.setdefault("DEBUG", "1")
    environment["PYTHONUNBUFFERED"] = "1"
    if address.host in WILDCARD:
        environment.setdefault("ALLOWED_HOSTS", "*")
    elif address.host not in LOOPBACK:
        environment.setdefault("ALLOWED_HOSTS", f"{address.host},127.0.0.1,localhost")
    return environment


def web_command(python: Path, address: Address) -> list[str]:
    """网站命令 — granian with two processes; waitress where granian has no wheel."""
    has_granian = subprocess.run(
        [str(python), "-c", "import granian"], capture_output=True, check=False
    )
    if has_granian.returncode:
        listen = f"--listen={address.url.removeprefix('http://')}"
        if address.host in WILDCARD:
            listen = f"--listen=*:{address.port}"
        return [str(python), "-m", "waitress", listen, "zhaotuifu.wsgi:application"]
    return [
        *(str(python), "-m", "granian", "zhaotuifu.wsgi:application"),
        *("--interface", "wsgi", "--host", address.host or "0.0.0.0"),
        *("--port", str(address.port), "--no-ws", "--log-level", "warning"),
        *("--workers", os.environ.get("WEB_WORKERS", "2"), "--blocking-threads", "2"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
    ]


def members(python: Path, address: Address) -> list[Member]:
    """三员 — web, task worker, ticker."""
    logs = data_dir() / "log"
    manage = [str(python), "manage.py"]
    return [
        Member(WEB, web_command(python, address), logs / "web.log"),
        Member("任务进程", [*manage, "db_worker", "--no-reload", "--interval", "0.3"], logs / "worker.log"),
        Member("定时进程", [*manage, "tick", "--loop"], logs / "ticker.log"),
    ]


class Doorkeeper:
    """守门 — asks the sign-in page until it answers, once; then says where the house is."""

    def __init__(self, family: Family, address: Address, log: Path) -> None:
        self.family, self.address, self.log = family, address, log
        self.deadline = time.monotonic() + READY_WITHIN_SECONDS
        self.is_open = False

    def look(self) -> None:
        """看一眼 — refused when the site dies at once or is silent for 90 s."""
        if self.is_open:
            return
        if self._answers():
            self.is_open = True
            say(f"招推服已就绪：{self.address.url}{SIGN_IN}（按 Ctrl-C 停止）")
        elif not self.family.is_alive(WEB) or time.monotonic() > self.deadline:
            raise Refusal(
                f"{log_tail(self.log)}\n网站没有起来：原因见上面几行，全文在 {self.log}；"
                "改好后再执行 make run。"
            )

    def _answers(self) -> bool:
        """应答 — any page or redirect counts; with DEBUG off everything is sent to https."""
        host = "127.0.0.1" if self.address.host in WILDCARD else self.address.host
        connection = http.client.HTTPConnection(host, self.address.port, timeout=5)
        try:
            connection.request("GET", SIGN_IN)
            return connection.getresponse().status < 400
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def main() -> int:
    """依次 — address, environment, database, family. Exit 0 after Ctrl-C or TERM."""
    address = asked_address()
    check_free(address)
    python = setup.ensure(setup.RUNTIME_LOCK)
    data_dir().mkdir(parents=True, exist_ok=True)
    environment = environment_for(address)
    prepared = subprocess.run([str(python), "-m", "tools.prepare"], env=environment, check=False)
    if prepared.returncode:
        return prepared.returncode
    check_free(address)
    say(f"地址：{address.url}    日志：{data_dir() / 'log'}    Python {platform.python_version()}")
    if address.host not in LOOPBACK:
        say("注意：网内其他电脑也能打开；演示账号的口令是公开的，请勿录入真实数据。")
    household = members(python, address)
    family = Family(household, environment)
    family.start()
    family.watch(Doorkeeper(family, address, household[0].log).look)
    say("已停止。")
    return 0


if __name__ == "__main__":
    answer(main)
