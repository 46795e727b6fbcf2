"""Settings of the product. Everything a site may change comes from the environment; no number of the regulation is here."""

from pathlib import Path

from csp.constants import NONE, SELF

from yibin_service import connections, environment
from yibin_service.embedded.places import var_folder

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = var_folder()

DEBUG = environment.boolean("DEBUG", False)
SECRET_KEY = environment.secret("SECRET_KEY", kept_in=VAR_DIR / "secret_key")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
SITE_ADDRESS = environment.text("SITE_ADDRESS", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "yibin_service.foundation.access.admin_config.MasterDataConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "axes",
    "csp",
    "pgtrigger",
    "pghistory",
    "django_filters",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "django_htmx",
    "yibin_service.foundation.acts",
    "yibin_service.foundation.org",
    "yibin_service.foundation.access",
    "yibin_service.foundation.regulation",
    "yibin_service.foundation.files",
    "yibin_service.foundation.notices",
    "yibin_service.foundation.jobs",
    "cases",
    "liability",
    "penalties",
    "staff",
    "yibin_service.desk",
    "yibin_service.embedded",
]

MIDDLEWARE = [
    "yibin_service.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
    "yibin_service.foundation.acts.middleware.RefusalMiddleware",
    "yibin_service.desk.shell.ActAnswerMiddleware",
    "yibin_service.foundation.access.middleware.NewPasswordFirstMiddleware",
]

ROOT_URLCONF = "yibin_service.urls"
WSGI_APPLICATION = "yibin_service.wsgi.application"
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
                "yibin_service.desk.shell.shell",
            ],
        },
    }
]

# PostgreSQL: one schema. The application's role by day, the owner's for migrations: see connections.py.
DATABASES = {"default": connections.database(VAR_DIR)}
APPLICATION_ROLE = connections.application_role(VAR_DIR)
# The application's role may only SELECT and INSERT here; triggers refuse the rest to everyone (docs/operations.md).
APPEND_ONLY_TABLES = ["acts_event", "penalties_ledgerentry"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

QUEUE_URL = connections.queue(VAR_DIR)

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = environment.integer("LOGIN_FAILURE_LIMIT", 5, low=1)
AXES_COOLOFF_TIME = 0.5  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "access/locked_out.html"
SESSION_COOKIE_AGE = environment.integer("SESSION_HOURS", 12, low=1) * 3600
SESSION_SAVE_EVERY_REQUEST = False

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "yibin_service" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "yibin_service.static_storage.ModuleStaticFilesStorage"},
}
EVIDENCE_DIR = Path(environment.text("EVIDENCE_DIR") or VAR_DIR / "evidence")
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # a card of 200 rolls
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "yibin_service.foundation.files.upload_handlers.CappedUploadHandler",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_ADDRESS.startswith("https://")
X_FRAME_OPTIONS = "DENY"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "yibin_service.foundation.access.token_login.TokenLogin",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["yibin_service.foundation.acts.api_plumbing.TypedJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "yibin_service.foundation.acts.api_plumbing.handle_exception",
    "DEFAULT_PAGINATION_CLASS": "yibin_service.foundation.acts.api_reads.NewestFirst",
    "COERCE_DECIMAL_TO_STRING": True,
    "UPLOADED_FILES_USE_URL": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "售后质量管理 API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "KnownByEnum": "cases.models.KnownBy",
        "HandoverKindEnum": "staff.models.HandoverKind",
        "HandoverStateEnum": "staff.models.HandoverState",
        "HandoverItemKindEnum": "staff.models.ItemKind",
        "HandoverItemStateEnum": "staff.models.ItemState",
    },
}

EMAIL_TIMEOUT = 5
EMAIL_HOST = environment.text("EMAIL_HOST")
EMAIL_PORT = environment.integer("EMAIL_PORT", 25, low=1, high=65535)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = environment.boolean("EMAIL_USE_TLS", False)
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", "quality-service@localhost")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(VAR_DIR / "mail")

# Who may open a stored file, by the kind of thing it belongs to; a kind not listed here is refused to everyone.
FILE_ACCESS = {
    "pending": "yibin_service.foundation.files.selectors.may_open_pending_file",
    "case": "cases.selectors.files.may_open_case_file",
    "case-money": "cases.selectors.files.may_open_money_file",
    "job": "yibin_service.foundation.jobs.selectors.may_open_job_file",
    "report": "penalties.selectors.files.may_open_report_file",
    "notice": "penalties.selectors.files.may_open_notice_file",
    "dispatch": "staff.selectors.dispatches.may_open_dispatch_file",
    "punch-import": "staff.selectors.punch_imports.may_open_punch_file",
}
# Background work by kind: a callable taking `job` and `progress`, and giving an Attachment or None.
JOB_KINDS: dict[str, str] = {
    "card_sheet": "cases.reports.card_sheet.make_card_sheet",
    "month_report": "penalties.tasks.reports.make_report_files",
    "notice_sheet": "penalties.tasks.reports.make_notice_sheet",
    "ledger_check": "penalties.tasks.reports.check_books_now",
    "ledger_export": "penalties.tasks.ledger.export_ledger",
    "dispatch_sheet": "staff.reports.dispatch_sheet.make_dispatch_sheet",
    "opinion_sheet": "yibin_service.desk.papers.make_opinion_sheet",
    "attendance_closing": "staff.tasks.attendance.close_attendance",
    "attendance_schedule": "staff.tasks.attendance.correct_schedule",
    "attendance_payroll": "staff.tasks.attendance.make_payroll_file",
    "appraisal_sheet": "staff.reports.appraisal_paper.make_appraisal_sheet",
    "handover_sheet": "staff.reports.handover_sheet.make_handover_sheet",
    "attendance_slip": "staff.tasks.attendance.make_slip",
    "punch_import": "staff.tasks.punches.read_punch_file",
}
# Asked whenever the result of a job is opened: a callable of the user and the job. Posts change after a file was made.
JOB_READERS: dict[str, str] = {
    "card_sheet": "cases.selectors.files.may_read_card_sheet",
    "opinion_sheet": "cases.selectors.files.may_read_opinion_sheet",
    "ledger_export": "penalties.selectors.files.may_read_ledger_export",
    "dispatch_sheet": "staff.selectors.job_files.may_read_dispatch_sheet",
    "attendance_payroll": "staff.selectors.job_files.may_read_payroll",
    "attendance_slip": "staff.selectors.job_files.may_read_slip",
    "appraisal_sheet": "staff.selectors.job_files.may_read_appraisal_sheet",
    "handover_sheet": "staff.selectors.job_files.may_read_handover_sheet",
}
# Work that failed may be done again by whoever asked for it, if the callable still allows; other kinds are begun anew on
# their own pages.
JOB_REPEATS: dict[str, str] = JOB_READERS | {
    "attendance_closing": "staff.selectors.job_files.may_close_attendance",
    "attendance_schedule": "staff.selectors.job_files.may_correct_schedule",
    "ledger_check": "penalties.selectors.files.may_make_reports",
    "month_report": "penalties.selectors.files.may_make_reports",
    "notice_sheet": "penalties.selectors.files.may_make_notice",
}
# Told inside its transaction that a determination was confirmed or changed; liability must not import what stands above it.
AFTER_DETERMINATION = "penalties.services.post_ledger.post_after_determination"
# Told inside its transaction that a missed deadline was waived: its fine goes.
AFTER_WAIVER = "penalties.services.post_ledger.post_after_waiver"
# Told inside its transaction that a false report was confirmed: a salesperson's unit is fined.
AFTER_MISREPORT = "penalties.services.post_ledger.post_after_misreport"
# Asked which withheld bonuses stand in a person's statement of attendance: the others are told by a notice.
BONUS_IN_STATEMENT = "staff.selectors.withheld.told_in_statement"
# Asked by an opinion whether liability is determined; cases must not import what stands above it.
LIABILITY_DETERMINED = "liability.selectors.determined.determined_among"
# The demo month exists only in the embedded database; every page and printout says so.
DEMO_DATA_MARK = "演示数据"
DEMO_PASSWORD = "yanshi-2026"  # of every demo account; printed at the start, so no secret
COMPANY_NAME = environment.text("COMPANY_NAME", "宜宾纸业股份有限公司")
