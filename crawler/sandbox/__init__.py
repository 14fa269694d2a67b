"""Processes that parse untrusted bytes, with limits on time and memory. They can be killed at any time.

The functions that these processes run are called steps. A step is a pure function in a higher-level package of the
crawler. It is identified by its import path, so that the process can import it.
"""
