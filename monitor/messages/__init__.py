"""Messages: their content, their length and their format.

The content of a notice is in `model` and `content`, how much of it is shown in `fit`, the format in `formats` and
`templates`. Pure except for reading the templates' files.
"""
