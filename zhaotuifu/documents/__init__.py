"""公文 — official documents in GB/T 9704 layout."""
