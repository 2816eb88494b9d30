"""Everything a deployment may set, read once."""

from heyan.settings.accounts import CarrierAccount
from heyan.settings.deployment import Settings
from heyan.settings.describing import Line, describe
from heyan.settings.values import Address, SettingsError

__all__ = ["Address", "CarrierAccount", "Line", "Settings", "SettingsError", "describe"]
