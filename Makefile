# 招推服 — each command finds a Python 3.11–3.14, sets itself up and then does its work.
# HOST, PORT, DATABASE_URL, DATA_DIR, PYTHON, LANES may be given behind the command.
.PHONY: help run test check fix seed seed-full bench chaos where setup lock licences shots
PY := @exec sh tools/python.sh

help:
	@echo 'make run              运行：建环境、建库、载入演示数据、启动（HOST、PORT、DATABASE_URL 可改）'
	@echo 'make test             测试：house sqlite postgres foreign office browser 六道（LANES="…" 选道）'
	@echo 'make check            检查：风格、各区箭头、类型、迁移'
	@echo 'make fix              自动修正风格'
	@echo 'make seed             向空库载入演示数据'
	@echo 'make seed-full        另造一个大库（PROJECTS=100000 MONTHS=24 可改），中断后再运行接着造'
	@echo 'make bench            性能对比'
	@echo 'make chaos            断电演练十分钟（MINUTES、SEED、DATABASE_URL 可改）：随机杀进程，最后逐条核对'
	@echo 'make where URL=/…     一个网址由哪个视图回答、谁能打开'
	@echo 'make shots DIR=…      每一页按角色拍下来：三种宽度和深色，列出过宽、无障碍、字节数（ONLY=地址的一段）'
	@echo 'make lock             重新锁定依赖（需要 uv）'
	@echo 'make licences         依赖和许可写到 docs/licences.md'

run:
	$(PY) -m tools.run

test:
	$(PY) -m tools.lanes

check:
	$(PY) -m tools.check

fix:
	$(PY) -m tools.fix

seed:
	$(PY) -m tools.inside -m tools.prepare

seed-full:
	$(PY) -m tools.inside -m tools.full

bench:
	$(PY) -m tools.inside --dev -m bench

chaos:
	$(PY) -m tools.inside -m tools.chaos

where:
	$(PY) -m tools.inside manage.py where '$(URL)'

setup:
	$(PY) -m tools.setup

lock:
	$(PY) -m tools.lock

licences:
	$(PY) -m tools.inside --dev -m tools.licences

shots:
	$(PY) -m tools.inside --dev -m tools.shots
