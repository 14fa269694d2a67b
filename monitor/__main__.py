"""`python -m monitor`, the same as `noticewatch`."""

from monitor.cli import main

main()
