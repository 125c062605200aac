"""What communes and districts report of their mobilisation work, counter by counter and period by period."""
