"""The codes of failure details.

A failure detail states exactly what went wrong. It consists of a code, parameters and an English sentence.
"""
