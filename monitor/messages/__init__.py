"""Messages: their content, length and format.

The module `model` defines a message's content, and `content` creates it. `fit` selects how much of it is shown.
`formats` and `templates` write it in a format. Pure functions, except for reading template files.
"""
