"""Everything about HTTP APIs in general; it knows no vendor."""
