"""The codes of failure details.

A failure detail states exactly what went wrong: a code, parameters, an English sentence.
"""
