"""The storage of series: which notices belong to each series, and the forecast of its next edition."""
