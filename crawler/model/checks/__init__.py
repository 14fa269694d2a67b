"""Checks of configured values: link templates, programs, and the words for values that do not fit."""
