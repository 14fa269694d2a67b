"""Processes that handle untrusted bytes, with limits on time and memory, which can be killed at any moment.

`steps` are pure functions of the packages above, named by import path: the process imports what it is asked to run.
"""
