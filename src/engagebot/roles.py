"""What a process of `engagebot serve` does, where several share the work."""

from enum import StrEnum


class Role(StrEnum):
    WEB = "web"
    """Takes the platforms' calls over HTTP, and nothing else."""
    WORKER = "worker"
    """Asks the platforms for what happens, sends, and does what time brings."""
    ALL = "all"

    @property
    def listens(self) -> bool:
        """For the platforms' calls."""
        return self is not Role.WORKER

    @property
    def works(self) -> bool:
        return self is not Role.WEB
