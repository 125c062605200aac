"""The inventory of self-management models (mô hình tự phòng, tự quản).

A *model* here is a community's own security arrangement. It is never an ORM model or a machine-learning model.
"""
