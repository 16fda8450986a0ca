"""设置 — everything by environment, safe by default; see docs/operate.md."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

SECRET_LENGTH = 50
MAKE_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
NO_SECRET = (
    "没有密钥：请把 SECRET_KEY 写进环境文件，随机的 {least} 个字符以上，可以这样生成：{make}；"
    "换机器恢复的，把备份里的密钥放到 {path}。"
)
SHORT_SECRET = "SECRET_KEY 太短：要随机的 {least} 个字符以上，可以这样生成：{make}。"
NO_HOSTS = (
    "没有写对外的域名：请把 ALLOWED_HOSTS 写进环境文件，"
    "例如 ALLOWED_HOSTS=ztf.example.cn；多个用逗号分开。"
)


def secret_of(given: str, path: Path, *, is_debug: bool) -> str:
    """密钥 — as given, else as kept beside the data; only a trial makes one by itself.

    Refused for production: none at all, or one that can be guessed.
    """
    if not given and (is_debug or path.exists()):
        return kept_secret(path)
    if not given:
        raise ImproperlyConfigured(NO_SECRET.format(least=SECRET_LENGTH, make=MAKE_SECRET, path=path))
    if not is_debug and (len(given) < SECRET_LENGTH or len(set(given)) < 5):
        raise ImproperlyConfigured(SHORT_SECRET.format(least=SECRET_LENGTH, make=MAKE_SECRET))
    return given


def kept_secret(path: Path) -> str:
    """自存的密钥 — made once for this installation and kept beside its data, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle = os.open(path.with_suffix(f".{os.getpid()}"), os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
        # The first of several processes wins; all of them read what stands.
        with contextlib.suppress(FileExistsError):
            os.link(path.with_suffix(f".{os.getpid()}"), path)
        path.with_suffix(f".{os.getpid()}").unlink()
    return path.read_text()


BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
SECRET_KEY = secret_of(
    env.str("SECRET_KEY", default=""), DATA_DIR / "secret_key", is_debug=DEBUG
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(NO_HOSTS)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The district this installation serves: which preset was loaded decides names and rules.
PRESET = env.str("PRESET", default="wujin")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    "django_tasks",
    "zhaotuifu.kernel",  # before the queue: its db_worker also says that it lives
    "django_tasks_db",
    "zhaotuifu.worktime",
    "zhaotuifu.parties",
    "zhaotuifu.documents",
    "zhaotuifu.evidence",
    "zhaotuifu.notices",
    "zhaotuifu.operation",
    "zhaotuifu.projects",
    "zhaotuifu.progress",
    "zhaotuifu.targets",
    "zhaotuifu.indicators",
    "zhaotuifu.supervision",
    "zhaotuifu.reports",
    "zhaotuifu.ledger",
    "zhaotuifu.submissions",
    "zhaotuifu.carryover",
    "zhaotuifu.collection",
    "zhaotuifu.administration",
    "zhaotuifu.desk",
    "zhaotuifu.wiring.WiringConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zhaotuifu.desk.middleware.SmallPagesMiddleware",
    "zhaotuifu.kernel.request_log.RequestLogMiddleware",  # behind the static files, before all else
    "zhaotuifu.parties.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "zhaotuifu.desk.middleware.ReadableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhaotuifu.parties.middleware.IdleTimeoutMiddleware",
    "zhaotuifu.parties.middleware.ActorMiddleware",
    "zhaotuifu.parties.limiting.RateMiddleware",
    "zhaotuifu.parties.middleware.DueMiddleware",
    "zhaotuifu.parties.downloads.DownloadLogMiddleware",
    "axes.middleware.AxesMiddleware",
    "zhaotuifu.desk.middleware.HousePagesMiddleware",
]

ROOT_URLCONF = "zhaotuifu.urls"
WSGI_APPLICATION = "zhaotuifu.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "zhaotuifu" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "zhaotuifu.desk.context.shell",
            ],
            "builtins": ["zhaotuifu.kernel.templatetags.show"],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'zhaotuifu.sqlite3'}")}
if not DATABASES["default"].get("ENGINE", "").endswith((".sqlite3", ".postgresql")):
    raise ImproperlyConfigured("DATABASE_URL 要写成 sqlite:///文件 或 postgres://账号:密码@主机/库名。")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "zhaotuifu.parties.backends.AccountBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "zhaotuifu.parties.passwords.RuleValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "signin"
LOGIN_REDIRECT_URL = "desk"

# Five failures lock the account at that address for ten minutes.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 10 / 60
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "zhaotuifu.parties.views.signin.locked_out"
AXES_CLIENT_IP_CALLABLE = "zhaotuifu.parties.addresses.client_address"
# How many proxies of ours stand in front: the address of a visitor is what the outermost of them saw.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = False

SESSION_COOKIE_AGE = 10 * 3600  # a session ends with this age, whatever is done
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
IDLE_TIMEOUT_SECONDS = env.int("IDLE_TIMEOUT_SECONDS", default=30 * 60)
# The wall screen renews itself; that counts as a visit only where this says so, and only of a leader.
WALL_SECONDS = env.int("WALL_SECONDS", default=60)
WALL_STAYS_SIGNED_IN = env.bool("WALL_STAYS_SIGNED_IN", default=False)
# How often one account (before signing in: one address) may do what is dear or guessed at: 次数/秒.
RATE_LIMITS_ON = env.bool("RATE_LIMITS", default=not DEBUG)
RATE_LIMITS = {
    "signin": env.str("RATE_SIGNIN", default="60/300"),
    "code": env.str("RATE_CODE", default="20/300"),
    "search": env.str("RATE_SEARCH", default="120/60"),
    "export": env.str("RATE_EXPORT", default="60/600"),
    "upload": env.str("RATE_UPLOAD", default="60/600"),
    "unmask": env.str("RATE_UNMASK", default="30/600"),
}
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # reading writes no row

IS_BEHIND_TLS = env.bool("BEHIND_TLS", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_BEHIND_TLS
if IS_BEHIND_TLS:  # no other site of this domain can set them
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SECURE_SSL_REDIRECT = IS_BEHIND_TLS
SECURE_HSTS_SECONDS = 31536000 if IS_BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_BEHIND_TLS
SECURE_HSTS_PRELOAD = IS_BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_TLS else None
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked by a machine of this host, without TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = DATA_DIR / "files"
# Heads of the audit chain are noted there, outside the database: better on another disk.
AUDIT_HEADS_DIR = env.str("AUDIT_HEADS_DIR", default=str(DATA_DIR / "audit-heads"))
# The office's own faces for a PDF (仿宋, 小标宋, 黑体, 楷体, 宋体); without them Noto stands in.
FONTS_DIR = Path(env.str("FONTS_DIR", default=str(DATA_DIR / "fonts")))

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "zhaotuifu.evidence.uploads.SizeGuard",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "zhaotuifu.evidence.uploads.RoomGuard",
]
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=50 * 1024 * 1024)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000  # the answers of a long ledger

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A folder on another disk or machine, for a backup every night; empty: somebody else takes it.
BACKUP_DIR = env.str("BACKUP_DIR", default="")
DISK_FREE_MIN_MB = env.int("DISK_FREE_MIN_MB", default=1024)

# One JSON line each to stderr, where the system's journal collects them: ours carry no personal
# data, what others log is masked (kernel/logs.py). `text` is for reading at a screen.
LOG_FORMAT = env.str("LOG_FORMAT", default="text" if DEBUG else "json")
if LOG_FORMAT not in ("json", "text"):
    raise ImproperlyConfigured("LOG_FORMAT 要写 json 或 text。")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "zhaotuifu.kernel.logs.JsonLines"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "zhaotuifu.requests": {"level": "INFO" if env.bool("LOG_REQUESTS", default=not DEBUG) else "WARNING"},
        "axes": {"level": "ERROR"},  # its warnings name the account; failures stand in its own table
    },
}
