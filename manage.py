#!/usr/bin/env python
"""The command line of the product: a command that needs the embedded database joins or starts it."""

import os
import sys

OLDEST_PYTHON = (3, 11)


def main() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise SystemExit("需要 Python 3.11 或更新的版本：请用 .venv/bin/python 运行，或先运行 make install。")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibin_service.settings")
    try:
        from yibin_service.embedded.commands import surroundings
        from yibin_service.embedded.errors import CannotStart
        from yibin_service.embedded.places import var_folder
    except ModuleNotFoundError as error:
        raise SystemExit(f"依赖没有装好（缺少 {error.name}）：请先运行 make install。") from error
    try:
        if sys.argv[1:2] == ["serve"]:  # the supervisor stays small: it never loads Django
            from yibin_service.embedded.serve import serve

            return serve(sys.argv[2:])
        with surroundings(sys.argv, var=var_folder()):
            from django.core.management import execute_from_command_line

            execute_from_command_line(sys.argv)
    except CannotStart as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
