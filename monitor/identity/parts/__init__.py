"""Recognise the pages of one policy: its announcement, text, attachments and interpretations. Pure; no I/O."""
