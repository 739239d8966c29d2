"""The Web API's methods by family, each a table of names."""
