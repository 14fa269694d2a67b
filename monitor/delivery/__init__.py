"""Delivery: the package that claims due deliveries, sends them through their channels and records the results."""
