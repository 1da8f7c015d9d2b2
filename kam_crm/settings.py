"""Settings, flat, from the environment. The names and defaults are the public contract."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from kam_crm import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("KAM_DATA_DIR", str(BASE_DIR / ".data"))).resolve()

DEBUG = env.flag("KAM_DEBUG")
SECRET_KEY = env.text("KAM_SECRET_KEY")
BASE_URL = env.text("KAM_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
if urlsplit(BASE_URL).scheme not in ("http", "https") or not urlsplit(BASE_URL).hostname:
    env.refuse("KAM_BASE_URL", f"“{BASE_URL}” is not a web address such as https://kam.example.com.")
ALLOWED_HOSTS = env.words("KAM_ALLOWED_HOSTS", f"{urlsplit(BASE_URL).hostname} 127.0.0.1 localhost")
METRICS_TOKEN = env.text("KAM_METRICS_TOKEN", "")
HTTPS = BASE_URL.startswith("https://")

# The company: defaults that a user may change in the app (accounts.models.Company).
COMPANY_TIME_ZONE = env.time_zone("KAM_TIME_ZONE", "UTC")
COMPANY_CURRENCY = env.checked(
    "KAM_CURRENCY", "USD", lambda v: len(v) == 3 and v.isascii() and v.isupper(), "a currency code such as INR"
)
REGULAR_PURCHASE_MONTHS = env.whole("KAM_REGULAR_PURCHASE_MONTHS", 3, 1, 60)
HANDOVER_GRACE_DAYS = env.whole("KAM_HANDOVER_GRACE_DAYS", 0, 0, 366)
PROFIT_COMPARISON = env.choice("KAM_PROFIT_COMPARISON", "previous_month", ("previous_month", "previous_year"))

INSTALLED_APPS = [
    "pages",
    "accounts",
    "activity",
    "clients",
    "work",
    "plans",
    "kpis",
    "kam_crm",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "accounts.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # so that our widgets may have templates of their own
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "csp",
]

MIDDLEWARE = [
    "kam_crm.health.Health",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kam_crm.logs.Requests",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_secrets": {"()": "kam_crm.logs.WithoutSecrets"}},
    "loggers": {name: {"filters": ["without_secrets"]} for name in ("django.request", "django.security.csrf")},
}

ROOT_URLCONF = "kam_crm.urls"
WSGI_APPLICATION = "kam_crm.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.company",
                "activity.context.bell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "pages.templatetags.pages"],
        },
    }
]

DATABASES = {
    "default": env.database("KAM_DATABASE_URL") | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis("KAM_REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://"),
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

# Jobs live in the database (activity.jobs); the broker only wakes a worker, so nothing in it is precious.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,  # of one attempt to connect; the relay and the worker have their own pauses
    "interval_start": 0.1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # in memory: a job's key, not a file, says what was done already

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # else the Host header, which the sender chooses, would stand in our mails
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ALLAUTH_TRUSTED_PROXY_COUNT = int(HTTPS)  # the proxy that ends HTTPS says from where somebody asks
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator gave the address
MFA_TOTP_ISSUER = "kam_crm"
MFA_TOTP_TOLERANCE = 1

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# The proxy that ends HTTPS redirects to it; what else the domain holds is not ours to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Tabler draws its check marks and arrows as data: images
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("hi", _("Hindi"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"  # how instants are stored; pages use the reader's zone, KPIs the company's
FORMAT_MODULE_PATH = ["pages.formats"]

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static_root"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "pages.assets.VendorFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600

globals().update(env.email("KAM_EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.text("KAM_EMAIL_FROM", f"kam_crm@{urlsplit(BASE_URL).hostname}")

NEWS_EVERY = 20  # seconds between two questions of an open page whether something is new for its reader

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
