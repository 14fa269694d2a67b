"""Messages: their content, length and format.

A message's content is defined in `model` and made in `content`; `fit` selects how much is shown; `formats` and
`templates` write it in a format. Pure functions, except for reading template files.
"""
