"""What can go wrong with a text before it is sent."""


class TooLong(Exception):
    """A finished message is more than its platform takes. `length` and `limit` count `unit`."""

    def __init__(
        self, message: str, language: str, platform: str, length: int, limit: int, unit: str = "characters"
    ) -> None:
        super().__init__(message, language, platform, length, limit, unit)
        self.message = message
        self.language = language
        self.platform = platform
        self.length = length
        self.limit = limit
        self.unit = unit

    def __str__(self) -> str:
        return (
            f"The message {self.message} in {self.language} has {self.length} {self.unit}, and {self.platform}"
            f" takes {self.limit}. Shorten the texts that fill it, such as the agenda or the note."
        )


class OverLimit(Exception):
    """A renderer's finding, before it is known which message it was: `length` of `unit`, over `limit`."""

    def __init__(self, length: int, limit: int, unit: str = "characters") -> None:
        super().__init__(f"{length} {unit}, over {limit}")
        self.length = length
        self.limit = limit
        self.unit = unit


class UnknownMessage(Exception):
    """There is no template of that name."""

    def __init__(self, template: str) -> None:
        super().__init__(template)
        self.template = template

    def __str__(self) -> str:
        return f"There is no message {self.template} in the messages folder. Add the file, or mend the name."


class BadTemplate(Exception):
    """A template cannot be read; found when the texts are loaded, never while somebody waits."""

    def __init__(self, template: str, line: int, problem: str | None) -> None:
        super().__init__(template, line, problem)
        self.template = template
        self.line = line
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.template}, line {self.line}: {self.problem}. Mend the template."
