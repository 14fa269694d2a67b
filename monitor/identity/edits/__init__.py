"""Functions that recognise the kinds of edits that distinguish the texts of notices."""
