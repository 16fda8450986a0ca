"""make lock — pin what pyproject.toml asks for, with hashes and without an address.

Needs uv on the PATH. The lock is for every platform and for Python 3.11 and later; the
development lock keeps the versions of the runtime lock.
"""

import shutil
import subprocess

from tools.house import ROOT, Refusal, answer, say
from tools.setup import DEVELOPMENT_LOCK, RUNTIME_LOCK

OPTIONS = (
    *("--quiet", "--generate-hashes", "--universal", "--python-version", "3.11"),
    *("--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
)


def main() -> int:
    """先运行后开发 — writes both lock files anew; `--upgrade` is uv's business."""
    uv = shutil.which("uv")
    if uv is None:
        raise Refusal("没有 uv：请先在另一个环境里 pip install uv，并放进 PATH。")
    compile_ = [uv, "pip", "compile", *OPTIONS, "pyproject.toml", "-o"]
    subprocess.run([*compile_, RUNTIME_LOCK], cwd=ROOT, check=True)
    development = [*compile_, DEVELOPMENT_LOCK, "--group", "dev", "--constraint", RUNTIME_LOCK]
    subprocess.run(development, cwd=ROOT, check=True)
    say(f"已写 {RUNTIME_LOCK} 与 {DEVELOPMENT_LOCK}；请跑 make test 后提交。")
    return 0


if __name__ == "__main__":
    answer(main)
