"""What holds for all tests."""

from hypothesis import settings

# Speed is never asserted: an example may take its time on a loaded machine.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
