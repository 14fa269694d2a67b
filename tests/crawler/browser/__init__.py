"""The browser process with real Chromium, started as a user other than root."""
