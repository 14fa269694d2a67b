"""The crawler service: a spider that runs permanently and answers requests from standard input."""
