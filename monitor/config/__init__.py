"""The configuration folder. Faults in it are reported with their file, line and field."""

from monitor.config.entries import DisabledEntry
from monitor.config.folder import Config, load_config
from monitor.config.living_lists import LivingList
from monitor.config.settings import SETTINGS_FILE, Channel, Keep, Settings
from monitor.config.subscriptions import Filters, Subscription, Topic

__all__ = [
    "SETTINGS_FILE",
    "Channel",
    "Config",
    "DisabledEntry",
    "Filters",
    "Keep",
    "LivingList",
    "Settings",
    "Subscription",
    "Topic",
    "load_config",
]
