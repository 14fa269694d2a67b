"""The tables of series: the membership of notices, and the series with their forecasts."""
