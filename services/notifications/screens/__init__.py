"""What stands behind the pages of notifications, one module each."""
