"""The ledger as audit keeps it: sealed as the log grows, asked for proofs, and verified against the log."""
