"""What each page of registration shows and takes, one module a page, each with a router PAGES."""
