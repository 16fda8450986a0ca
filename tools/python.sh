#!/bin/sh
# 找 Python — run the arguments with a Python 3.11–3.14 that can make a virtual environment,
# or say in one sentence what to install. PYTHON=… names one and no other is then tried.
cd "$(dirname "$0")/.." || exit 1
export PYTHONUTF8=1

probe='
import sys
if sys.version_info < (3, 11): verdict = "old"
elif sys.version_info >= (3, 15): verdict = "new"
else:
    try:
        import venv, ensurepip
        verdict = "fit"
    except ImportError: verdict = "bare"
print(verdict)
'
version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }
judge() { "$1" -c "$probe" 2>/dev/null; }
refuse() { echo "$1" >&2; exit 1; }

old= new= bare=
if [ -n "$PYTHON" ]; then
    command -v "$PYTHON" >/dev/null 2>&1 ||
        refuse "找不到 PYTHON=$PYTHON 所指的程序：请改成一个 Python 3.11–3.14 的路径。"
    candidates=$PYTHON
else
    candidates=".venv/bin/python python3 python3.14 python3.13 python3.12 python3.11 python"
fi
for candidate in $candidates; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    case $(judge "$candidate") in
        fit) exec "$candidate" "$@" ;;
        old) old=${old:-$candidate} ;;
        bare) bare=${bare:-$candidate} ;;
        new) new=${new:-$candidate} ;;
    esac
done
if [ -n "$bare" ]; then
    refuse "$bare 缺少 venv 模块：请先运行 apt-get install python$(version_of "$bare")-venv，再执行一次。"
fi
hint="请安装 Python 3.11–3.14（Debian：apt-get install python3 python3-venv），或用 PYTHON=路径 指定一个。"
[ -n "$old" ] && refuse "$old 是 Python $(version_of "$old")，太旧：$hint"
[ -n "$new" ] && refuse "$new 是 Python $(version_of "$new")，依赖尚未支持：$hint"
[ -n "$PYTHON" ] && refuse "PYTHON=$PYTHON 不能作为 Python 运行：请改成一个 Python 3.11–3.14 的路径。"
refuse "没有找到 Python：$hint"
