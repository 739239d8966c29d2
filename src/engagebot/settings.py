"""Everything that can be set, read once from the environment and frozen."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from engagebot.domain.organisers import organisers_in
from engagebot.domain.people import RETENTION_DAYS
from engagebot.domain.quiet import MESSAGES_A_WEEK
from engagebot.roles import Role

DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")


class WrongSettings(Exception):
    """One line for each thing that is wrong, with the name of the variable."""


def database_url(url: str) -> str:
    """The very URL. Raises ValueError, without repeating it, if it does not name one of our drivers."""
    try:
        known = make_url(url).drivername in DRIVERS
    except ArgumentError:
        known = False
    if not known:
        raise ValueError(f"a database is written like {DRIVERS[0]}:///engagebot.sqlite or {DRIVERS[1]}://...")
    return url


class Settings(BaseSettings):
    """From variables that start with ENGAGEBOT_, and from the file engagebot.env where there is one."""

    model_config = SettingsConfigDict(env_prefix="ENGAGEBOT_", env_file="engagebot.env", extra="ignore", frozen=True)

    database_url: str = "sqlite+aiosqlite:///engagebot.sqlite"
    database_connections: int = Field(default=10, ge=2)
    """To PostgreSQL, at most, from each process."""
    move_to: SecretStr | None = None
    """The new, empty database of `engagebot move`; a setting, so that its password need not be typed."""
    telegram_token: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_url: str | None = None
    """Where Telegram reaches us from outside; without it we ask Telegram (long polling)."""
    telegram_webhook_secret: SecretStr | None = None
    telegram_per_second: float = Field(default=30, gt=0)
    """What Telegram says it allows; a bot with paid broadcasts can be given 1000."""
    telegram_seconds_per_chat: float = Field(default=1, ge=0)
    telegram_seconds_per_group: float = Field(default=3.1, ge=0)
    """Telegram allows 20 messages a minute in a group; a little longer than 3 seconds, as they may arrive closer
    together than they start."""
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    """For Socket Mode; without it Slack has to reach us over HTTP."""
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    slack_per_second: float = Field(default=10, gt=0)
    slack_seconds_per_chat: float = Field(default=1, ge=0)
    role: Role = Role.ALL
    """What this process does, where several share the work."""
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    """For the pages, the health check and the platforms' calls; 0 takes any free port."""
    retention_days: int = Field(default=RETENTION_DAYS, ge=1, le=36500)
    """After the end of a workstream; then what is stored about its people goes."""
    messages_a_week: int = Field(default=MESSAGES_A_WEEK, ge=1)
    """That a person gets without having asked for them, on all platforms together."""
    organisers: Annotated[frozenset[str], NoDecode] = frozenset()
    """Accounts that may move activities in the chat, such as `telegram:123456, slack:U024BE7LH`."""
    messages_folder: Path | None = None
    """A folder laid out like messages/, whose templates and catalogues win over ours."""
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("database_url")
    @classmethod
    def _names_its_driver(cls, url: str) -> str:
        return database_url(url)

    @field_validator("organisers", mode="before")
    @classmethod
    def _names_accounts(cls, typed: str | Iterable[str]) -> frozenset[str]:
        return organisers_in(typed)

    @field_validator("move_to")
    @classmethod
    def _names_its_driver_too(cls, url: SecretStr | None) -> SecretStr | None:
        return url and SecretStr(database_url(url.get_secret_value()))

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if self.telegram_webhook_url is not None and self.telegram_webhook_secret is None:
            raise ValueError("telegram_webhook_secret is needed beside telegram_webhook_url")
        if self.slack_bot_token is not None and not (self.slack_app_token or self.slack_signing_secret):
            raise ValueError(
                "slack_app_token (Socket Mode) or slack_signing_secret (HTTP) is needed beside slack_bot_token"
            )
        return self

    def secrets(self) -> list[str]:
        """What must not be seen in any log."""
        values = [getattr(self, name) for name in type(self).model_fields]
        return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


def read_settings(**overrides: object) -> Settings:
    """Raises WrongSettings. No value is repeated in the message: it may be a secret."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise WrongSettings("\n".join(_line(e["loc"], e["msg"]) for e in error.errors())) from None


def _line(loc: tuple[int | str, ...], message: str) -> str:
    name = f"ENGAGEBOT_{loc[0]}".upper() if loc else "ENGAGEBOT"
    return f"{name}: {message.removeprefix('Value error, ')}"
