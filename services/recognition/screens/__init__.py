"""The screens of recognition: one module a page, and the parts pages are made of."""
