"""What is different in any table of ours from another history, and which facts are behind each cell."""
