"""Processes that parse untrusted bytes, with limits on time and memory. They can be killed at any time.

The functions that run in these processes are called steps. A step is a pure function of a higher-level package. It is
identified by its import path, so that the process can import it.
"""
