"""What each page of dashboards shows, one module a page: what is asked of the views and how it is put on the page."""
