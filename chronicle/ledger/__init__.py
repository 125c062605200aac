"""The ledger: a Merkle tree over the log, signed again and again, so that what was once told cannot be told otherwise."""
