"""How the parts of a workstream file get into the database, each compared with what stands there."""
