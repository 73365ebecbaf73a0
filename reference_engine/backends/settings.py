"""Settings: flag over environment over `.env` (or the file that was named) over default."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from reference_engine.backends.errors import ConfigurationError

BackendName = Literal["claude", "codex"]
Profile = Literal["development", "ci", "review"]
SWITCHES = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def _switch(value: Any) -> Any:
    if isinstance(value, str):
        if value.lower() not in SWITCHES:
            raise ValueError(f"write one of {', '.join(SWITCHES)}")
        return SWITCHES[value.lower()]
    return value


Switch = Annotated[bool, BeforeValidator(_switch)]


class Settings(BaseSettings):
    """What the user has chosen; None where nobody chose."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, populate_by_name=True)

    backend: BackendName | None = Field(default=None, alias="AMPLIFIER_BACKEND")
    auto_detect: Switch = Field(default=True, alias="AMPLIFIER_BACKEND_AUTO_DETECT")
    claude_cli: str = Field(default="claude", alias="CLAUDE_CLI_PATH")
    codex_cli: str = Field(default="codex", alias="CODEX_CLI_PATH")
    profile: Profile = Field(default="development", alias="CODEX_PROFILE")
    search_url: str | None = Field(default=None, alias="WEB_SEARCH_URL")
    save_seconds: float = Field(default=600, gt=0, alias="TRANSCRIPT_SAVE_SECONDS")
    memory: Switch = Field(default=False, alias="MEMORY_SYSTEM_ENABLED")
    memory_folder: Path = Field(default=Path(".data/memories"), alias="MEMORY_STORAGE_DIR")
    extraction_model: str | None = Field(default=None, alias="MEMORY_EXTRACTION_MODEL")
    extraction_timeout: float = Field(default=60, gt=0, alias="MEMORY_EXTRACTION_TIMEOUT")
    extraction_messages: int = Field(default=20, gt=0, alias="MEMORY_EXTRACTION_MAX_MESSAGES")
    extraction_length: int = Field(default=2000, gt=0, alias="MEMORY_EXTRACTION_MAX_CONTENT_LENGTH")


def load(project: Path, config: Path | None = None, **flags: str | None) -> Settings:
    """Read the settings; ConfigurationError for a missing file or a value that is no choice."""
    if config is not None and not config.is_file():
        raise ConfigurationError(f"--config: there is no file {config}; name one that exists")
    given: dict[str, Any] = {name: value for name, value in flags.items() if value is not None}
    source = config or project / ".env"
    try:
        return Settings(_env_file=source, **given)  # type: ignore[call-arg]
    except ValidationError as error:
        mistake = error.errors()[0]
        name = ".".join(map(str, mistake["loc"]))
        raise ConfigurationError(f"{name}={mistake['input']}: {mistake['msg']}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{source} is no text file; write NAME=value lines") from None
