"""Commands by the words that people write for them, with or without a slash."""

COMMANDS = (
    "start",
    "help",
    "events",
    "activities",
    "myvotes",
    "language",
    "timezone",
    "privacy",
    "stop",
)

WORDS = {
    "hello": "hello",
    "hi": "hello",
    "join": "start",
    "bonjour": "hello",
    "aide": "help",
    "?": "help",
    "menu": "help",
    "event": "events",
    "évènements": "events",
    "événements": "events",
    "evenements": "events",
    "activity": "activities",
    "activités": "activities",
    "activites": "activities",
    "votes": "myvotes",
    "my votes": "myvotes",
    "mes votes": "myvotes",
    "langue": "language",
    "time zone": "timezone",
    "zone": "timezone",
    "fuseau": "timezone",
    "fuseau horaire": "timezone",
    "confidentialité": "privacy",
    "confidentialite": "privacy",
    "unsubscribe": "stop",
    "arrêt": "stop",
    "arret": "stop",
    "arrêter": "stop",
    "arreter": "stop",
    "désabonner": "stop",
    "desabonner": "stop",
}


def command_meant(text: str) -> str | None:
    """The command that a whole line of text is, if it is one: `Stop.` is, `please do not stop` is not."""
    line = " ".join(text.lower().strip(" .!/").split()) or text.strip()
    return line if line in COMMANDS else WORDS.get(line)
