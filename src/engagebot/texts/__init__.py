"""Templates, catalogues, and what turns them into the finished text of a platform."""
