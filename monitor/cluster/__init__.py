"""The workers of `noticewatch work`, which share a PostgreSQL database and divide its work into turns.

A turn is the right of one worker, limited by a lease, to do one piece of work: to poll the sources of a shard, to send
the messages of a channel, or to carry out a housekeeping task.
"""
