"""What an organiser's command raises when it will not do what it was told."""


class Refused(Exception):
    """{0} Nothing was changed."""

    def __str__(self) -> str:
        return str(self.args[0])
