"""The past of views: every row with the positions between which it stood, so that any page can be asked as of any of them."""
