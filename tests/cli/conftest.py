from tests.cli.commands import terminal

__all__ = ["terminal"]
