"""Messages: what is told of a notice (`model`, `telling`), how much of it (`fitting`), in which format (`formats`,
`templates`). Pure but for reading the templates' files."""
