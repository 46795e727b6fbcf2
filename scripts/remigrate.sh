#!/bin/sh
# Until the first release every app has one migration; this writes them afresh from the models. Removed with the release.
# When the models do not load, the old migrations stay.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
labels=$("$python" -W ignore -c '
import django, os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibin_service.settings")
django.setup()
from django.apps import apps
from django.conf import settings
from pathlib import Path
for config in apps.get_app_configs():
    if Path(settings.BASE_DIR) in Path(config.path).parents and ".venv" not in config.path and any(config.get_models()):
        Path(config.path, "migrations").mkdir(exist_ok=True)
        Path(config.path, "migrations", "__init__.py").touch()
        print(config.label)
')
kept=$(mktemp -d)
old=$(find cases liability penalties staff yibin_service -path '*/migrations/0*.py')
for file in $old; do
    mkdir -p "$kept/$(dirname "$file")"
    mv "$file" "$kept/$file"
done
# shellcheck disable=SC2086
if ! "$python" -W ignore manage.py makemigrations --skip-checks $labels --name initial; then
    for file in $old; do mv "$kept/$file" "$file"; done
    echo "the old migrations are back" >&2
    exit 1
fi
rm -r "$kept"
