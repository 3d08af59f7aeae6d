"""Assets: landed streams, the warehouse's tables, the published tables."""
