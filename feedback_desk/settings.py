"""Settings come from the environment only; `docs/reference/settings.md` lists every variable."""

from pathlib import Path

from celery.schedules import schedule as every
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from feedback_desk.databases import database_config
from feedback_desk.env import (
    env_bool,
    env_choice,
    env_int,
    env_list,
    env_networks,
    env_rate,
    env_str,
    env_url,
    env_zone,
)
from feedback_desk.runtime import resolve_cache_url, resolve_database_url, resolve_redis_url

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What kind of place this is -------------------------------------------------------------

DEBUG = env_bool("FEEDBACK_DESK_DEBUG", default=False)
# A desk on a laptop talks plain HTTP on loopback; one with a database of its own is production.
IS_LOCAL = env_bool("FEEDBACK_DESK_LOCAL", default=DEBUG or not env_str("DATABASE_URL"))
DATA_DIR = Path(env_str("FEEDBACK_DESK_DATA_DIR", default=str(BASE_DIR / ".local")))
SECRET_KEY = env_str("FEEDBACK_DESK_SECRET_KEY", default="")
if not SECRET_KEY:
    from feedback_desk.secrets import local_secret_key

    SECRET_KEY = local_secret_key(DATA_DIR)
ALLOWED_HOSTS = env_list("FEEDBACK_DESK_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env_url("FEEDBACK_DESK_SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

# --- Who is in the house --------------------------------------------------------------------

INSTALLED_APPS = [
    "feedback_desk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "tickets",
    "channels",
    "analytics",
    "feedback_desk.apps.FeedbackDeskConfig",
]
MIDDLEWARE = [
    "feedback_desk.request_id.RequestIdMiddleware",
    "feedback_desk.body_encoding.BodyEncodingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "feedback_desk.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "feedback_desk.forgery.NoOriginMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "feedback_desk.locale.ReaderZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "feedback_desk.urls"
WSGI_APPLICATION = "feedback_desk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "feedback_desk.template_loader.FoldingLoader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tickets.context.desk",
            ],
        },
    }
]
FORM_RENDERER = "feedback_desk.form_renderer.LeanRenderer"

# --- Where things are kept ------------------------------------------------------------------

DATABASES = {
    "default": database_config(
        resolve_database_url(),
        keep_seconds=env_int("FEEDBACK_DESK_DB_KEEP_SECONDS", default=600),
    )
}
# Statements that come again and again are prepared once a connection.
DB_PREPARE = env_bool("FEEDBACK_DESK_DB_PREPARE", default=True)
REDIS_URL = resolve_redis_url()
CACHES = {
    "default": {
        "BACKEND": "feedback_desk.caches.ForgivingRedisCache",
        "LOCATION": resolve_cache_url(),
        "OPTIONS": {"socket_timeout": 0.1, "socket_connect_timeout": 0.1},
    }
}
SESSION_ENGINE = "feedback_desk.signed_in"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files"), "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "feedback_desk.static_files.KeptManifestStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]

# --- People ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "tickets.User"
AUTHENTICATION_BACKENDS = ["feedback_desk.signed_in.Accounts"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/home/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "feedback_desk.accounts.StaffOnlyAccountAdapter"
ACCOUNT_FORMS = {
    "login": "feedback_desk.accounts.SignInForm",
    "change_password": "feedback_desk.accounts.PasswordChangeForm",  # nosec B105
    "set_password": "feedback_desk.accounts.FirstPasswordForm",  # nosec B105
    "reset_password": "feedback_desk.accounts.AskForLinkForm",  # nosec B105
    "reset_password_from_key": "feedback_desk.accounts.ForgottenPasswordForm",  # nosec B105
    "reauthenticate": "feedback_desk.accounts.IsItYouForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": env_rate("FEEDBACK_DESK_LOGIN_RATE", "30/m/ip", counted_by=("ip",)),
    "login_failed": env_rate(
        "FEEDBACK_DESK_LOGIN_FAILED_RATE", "10/m/ip,5/5m/key", counted_by=("ip", "key")
    ),
    # How often, not a password.
    "reset_password": "20/m/ip,5/m/key",  # nosec B105
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# People are added by an administrator with their address; nobody confirms it by a mail.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# --- Language and time ----------------------------------------------------------------------

LANGUAGE_CODE = env_choice("FEEDBACK_DESK_LANGUAGE", ["en", "zh-hans"], default="en")
FORMAT_MODULE_PATH = "feedback_desk.formats"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env_zone("FEEDBACK_DESK_TIME_ZONE", default="Asia/Shanghai")

# --- Security -------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "media-src": [CSP.SELF, "blob:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not IS_LOCAL
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = not IS_LOCAL
SECURE_HSTS_SECONDS = 0 if IS_LOCAL else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not IS_LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
if env_bool("FEEDBACK_DESK_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXIES = env_int("FEEDBACK_DESK_TRUSTED_PROXIES", default=0, minimum=0)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
UPLOAD_MAX_BYTES = env_int("FEEDBACK_DESK_UPLOAD_MAX_BYTES", default=10_485_760, minimum=1)
# clamd: the path of its socket, or host:port. Empty: files are not looked through for viruses.
CLAMD_SOCKET = env_str("FEEDBACK_DESK_CLAMD_SOCKET", default="")
# Where addresses entered in the admin may lead besides the open internet.
REACHABLE_INSIDE = env_networks("FEEDBACK_DESK_REACHABLE_INSIDE")
# Fewer free bytes on the disk of the data folder show on /readyz; 0 looks at none.
MIN_FREE_BYTES = env_int("FEEDBACK_DESK_MIN_FREE_BYTES", default=268_435_456, minimum=0)
METRICS_TOKEN = env_str("FEEDBACK_DESK_METRICS_TOKEN", default="")

# --- Mail -----------------------------------------------------------------------------------

MAIL_HOST = env_str("FEEDBACK_DESK_SMTP_HOST", default="")
MAILERS = {
    "default": {
        "BACKEND": "channels.email.backend.KeptConnectionBackend",
        "OPTIONS": {
            "host": MAIL_HOST,
            "port": env_int("FEEDBACK_DESK_SMTP_PORT", default=25, minimum=1, maximum=65_535),
            "username": env_str("FEEDBACK_DESK_SMTP_USER", default=""),
            "password": env_str("FEEDBACK_DESK_SMTP_PASSWORD", default=""),
            "use_tls": env_bool("FEEDBACK_DESK_SMTP_STARTTLS", default=False),
            "use_ssl": env_bool("FEEDBACK_DESK_SMTP_SSL", default=False),
            "timeout": 10,
        },
    }
    if MAIL_HOST
    else {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(DATA_DIR / "mail")},
    }
}
DEFAULT_FROM_EMAIL = env_str("FEEDBACK_DESK_FROM", default="Feedback Desk <desk@localhost>")
# Certificates of mail servers are believed by what the system trusts, and by this file too.
MAIL_CA_FILE = env_str("FEEDBACK_DESK_MAIL_CA_FILE", default="")
MAIL_DOMAIN = env_str("FEEDBACK_DESK_MAIL_DOMAIN", default="desk.localhost")

# More mails an hour from one address are kept and parked: a loop, or a flood. 0 takes any number.
MAIL_HOURLY_LIMIT = env_int("FEEDBACK_DESK_MAIL_HOURLY_LIMIT", default=30, minimum=0)

# Whether beat also hears of new mail at once from servers that tell of it (IDLE).
MAIL_IDLE = env_bool("FEEDBACK_DESK_MAIL_IDLE", default=True)
# How often a mailbox is looked into all the same.
MAIL_POLL_SECONDS = env_int("FEEDBACK_DESK_MAIL_POLL_SECONDS", default=30, minimum=1)

# --- Limits a site may want to move ---------------------------------------------------------

PUBLIC_FORM_RATE = env_rate("FEEDBACK_DESK_FORM_RATE", default="20/h")
# A form sent sooner after its page was made is asked for once more; 0 takes any.
PUBLIC_FORM_MIN_SECONDS = env_int("FEEDBACK_DESK_FORM_MIN_SECONDS", default=2, minimum=0)
PUBLIC_LINK_RATE = env_rate("FEEDBACK_DESK_LINK_RATE", default="30/m")

# --- Work that waits ------------------------------------------------------------------------

SWEEP_SECONDS = env_int("FEEDBACK_DESK_SWEEP_SECONDS", default=2, minimum=1)
LAG_ALARM_SECONDS = env_int("FEEDBACK_DESK_LAG_ALARM_SECONDS", default=60, minimum=10)
OUTBOX_LEASE_SECONDS = env_int("FEEDBACK_DESK_LEASE_SECONDS", default=120, minimum=1)
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "tickets.tasks.sweep_clocks": {"queue": "urgent"},
    "tickets.tasks.relay_urgent": {"queue": "urgent"},
    "tickets.tasks.relay_mail": {"queue": "mail"},
    "channels.tasks.open_kept_mail": {"queue": "mail"},
    "tickets.tasks.relay_bulk": {"queue": "bulk"},
    "tickets.tasks.prepare_files": {"queue": "bulk"},
    "analytics.tasks.*": {"queue": "analytics"},
}
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 360,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 0.5,
    "retry_on_timeout": False,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker waits for its broker as long as it takes; by default it ends after an hour of it.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "feedback_desk.runtime.sparing_beat:SparingScheduler"
# The whole schedule on one screen: beat only wakes sweeps, the rows say what is due.
CELERY_BEAT_SCHEDULE = {
    name: {
        "task": task,
        "schedule": every(seconds),
        # A wake-up nobody took in time is worth nothing: the next one does the same work.
        "options": {"expires": max(seconds, 5)},
    }
    for name, task, seconds in (
        ("clocks", "tickets.tasks.sweep_clocks", SWEEP_SECONDS),
        ("relay-urgent", "tickets.tasks.relay_urgent", SWEEP_SECONDS),
        ("relay-mail", "tickets.tasks.relay_mail", SWEEP_SECONDS),
        ("relay-bulk", "tickets.tasks.relay_bulk", SWEEP_SECONDS),
        ("intake", "channels.tasks.open_left_behind", 10),
        ("mailboxes", "channels.tasks.poll_mailboxes", SWEEP_SECONDS),
        ("surveys", "channels.tasks.sweep_surveys", SWEEP_SECONDS),
        ("silence", "tickets.tasks.sweep_silence", 5),
        ("files", "tickets.tasks.prepare_files", 5),
        ("facts", "analytics.tasks.follow_events", 5),
        ("stragglers", "analytics.tasks.follow_stragglers", 600),
        ("simulate", "analytics.tasks.simulate", SWEEP_SECONDS),
        ("watch", "tickets.tasks.watch_lags", 10),
        ("trail", "tickets.tasks.log_trail_head", 3600),
        ("tidy", "tickets.tasks.tidy_outbox", 3600),
    )
}

# --- API ------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "feedback_desk.problems.problem_json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Feedback Desk",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Logs -----------------------------------------------------------------------------------

from feedback_desk import logs  # noqa: E402

LOGGING = logs.from_environment()
