"""What stands between the network and the pages: each module one guard. Knows no service."""
