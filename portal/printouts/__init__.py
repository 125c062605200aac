"""What a sheet says of where it comes from, so that years later anybody may ask whether it is what the log said."""
