"""Processes that handle untrusted bytes, with limits on time and memory, and that can be killed at any moment.

A step is a pure function of the packages above, identified by its import path: the process imports the function that it
is asked to run.
"""
