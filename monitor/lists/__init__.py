"""Living lists: functions that decide which notices enter, change in or leave a list, and that record these changes."""
