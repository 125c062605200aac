"""Files attached to what is recorded: uploaded first, kept under the hash of their content, named by that hash in facts."""
