"""Delivery: claim due deliveries, send them through their channels, record the results."""
