"""What stands behind the pages of recognition, one module each."""
