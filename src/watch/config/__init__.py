"""Configuration as data: YAML files parsed into the frozen values of `watch.model`, all mistakes listed at once."""

from watch.config.files import CONFIG_FILES, Config, copy_defaults, defaults_directory, load_config
from watch.config.settings import Settings

__all__ = ["CONFIG_FILES", "Config", "Settings", "copy_defaults", "defaults_directory", "load_config"]
