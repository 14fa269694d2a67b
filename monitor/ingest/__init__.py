"""The processing of poll results: notices are identified, recorded and matched, and alerts are queued.

Each result is processed in one transaction.
"""
