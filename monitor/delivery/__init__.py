"""Claim due deliveries, send them through their channels, record the outcome."""
