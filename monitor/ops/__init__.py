"""Messages to the operator: incidents, reminders, the weekly summary."""
