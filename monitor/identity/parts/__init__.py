"""Functions that recognise the pages of one policy: its announcement, text, attachments and interpretations."""
