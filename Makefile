# `make run` starts the product, `make test` tests it; both install what they need first.
.DEFAULT_GOAL := help
.PHONY: help install run test lint types check screenshots
PY := .venv/bin/python
# Several processes of the same code are started again and again: what one has compiled the others shall find.
unexport PYTHONDONTWRITEBYTECODE
APPS := cases liability penalties staff
TYPED := $(APPS:%=%/rules) $(APPS:%=%/services) $(wildcard yibin_service/foundation/*/services) \
	$(wildcard yibin_service/foundation/regulation/*.py) yibin_service/embedded $(wildcard yibin_service/*.py)

help:
	@echo "make run          安装并启动（PORT=8000 可改端口），Ctrl-C 停止"
	@echo "make install      只安装"
	@echo "make test         安装测试所需并运行全部测试"
	@echo "make check        代码检查、分层检查、类型检查、迁移检查"
	@echo "make screenshots  用演示数据重拍 docs/ 里的页面图"

install:
	@sh scripts/install.sh

# STOP_WITH_PARENT: should make itself be killed, the product ends too.
run: install
	@exec env STOP_WITH_PARENT=1 $(PY) manage.py serve

# One a core: a third only makes the others wait.
JOBS ?= 2

test:
	@sh scripts/install.sh --tests
	@$(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint:
	@sh scripts/install.sh --tests
	@$(PY) -m ruff check .
	@.venv/bin/lint-imports

types:
	@sh scripts/install.sh --tests
	@$(PY) -m mypy $(TYPED)

check: lint types
	@$(PY) -W ignore manage.py makemigrations --check --dry-run

screenshots:
	@sh scripts/install.sh --tests
	@$(PY) scripts/take_screenshots.py
