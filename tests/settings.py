"""The program's settings, for tests: static files as they lie in their folders, passwords quick to check."""

import os

from kam_crm.settings import *  # noqa: F403
from kam_crm.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Runs side by side share one broker, but no queue.
CELERY_TASK_DEFAULT_QUEUE = f"tests-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
# No page of a test asks for news by itself, except where that is what is tested.
NEWS_EVERY = 3600
