"""Trends: notices per week by topic, issuer and region, and the weeks that are unusual."""
