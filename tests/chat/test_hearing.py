"""Which command is meant by a line of text."""

from collections import defaultdict

import pytest

from engagebot.channel import Commanded, Said
from engagebot.chat.hearing import folded, hearing
from engagebot.chat.words import COMMANDS, WORDS
from tests.texts.samples import texts

TEXTS = texts()
HEARING = hearing(TEXTS)


def _meant(text: str) -> str | None:
    found = HEARING.command(text)
    return found.name if found is not None else None


@pytest.mark.parametrize(
    "text",
    [
        *("stop", "STOP", "Stop!", " /stop ", "unsubscribe", "unsubscribe me", "“Stop”", "*stop*", "Opt out."),
        *("stop please", "Please stop.", "Please, stop, thank you!", "Stop, thanks"),
        *("arrêter", "Arrêter !", "arreter", "ARRÊT", "désabonner", "Arrêtez, s’il vous plaît", "svp arrêter"),
        *("parar", "¡Parar!", "Darse de baja", "¡Basta!", "basta, por favor", "Cancelar suscripción", "cancelar"),
        *("Стоп", "отписаться", "ОТПИСАТЬСЯ.", "хватит", "Хватит, пожалуйста!", "отпишите меня"),
        *("停止", "停止。", "退订", "退订！", "取消订阅", "请停止", "请停止，谢谢", "麻烦您退订"),
        *("إيقاف", "ايقاف", "توقف", "تَوَقَّف", "إلغاء الاشتراك", "\u200fإيقاف\u200e", "إيقاف من فضلك", "رجاءً إيقاف"),
    ],
)
def test_stop_is_understood_in_every_language_however_it_is_written(text: str) -> None:
    assert _meant(text) in ("stop", "cancel")
    assert (_meant(text) == "cancel") == (text == "cancelar")


@pytest.mark.parametrize("text", ["Cancel", "annuler", "Отмена", "取消", "إلغاء", "cancel, please"])
def test_to_cancel_is_heard_by_itself_since_it_may_concern_a_question(text: str) -> None:
    assert _meant(text) == "cancel"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Événements", "events"), ("eventos", "events"), ("Мероприятия", "events"), ("会议", "events"),
        ("الفعاليات", "events"), ("؟", "help"), ("??", "help"),
        ("aide", "help"), ("¿Ayuda?", "help"), ("помощь", "help"), ("帮助", "help"), ("مساعدة", "help"),
        ("?", "help"), ("？", "help"), ("/events", "events"), ("Часовой  пояс", "timezone"), ("语言", "language"),
        ("الخصوصية", "privacy"), ("mis votos", "myvotes"), ("Привет!", "hello"), ("您好", "hello"), ("加入", "start"),
        ("réglages", "settings"), ("ajustes", "settings"), ("/настройки", "settings"), ("设置", "settings"),
        ("الإعدادات", "settings"), ("MyData", "mydata"),
    ],
)  # fmt: skip
def test_words_for_commands(text: str, command: str) -> None:
    assert _meant(text) == command


@pytest.mark.parametrize(
    "text",
    [
        *("please do not stop", "para qué sirve esto", "не останавливайтесь", "请不要停止", "لا تتوقف"),
        *("Stop the boats being sunk", "Stop the deaths, please", "Basta de muertes", "Хватит ли мест?", "停止遣返"),
        *("para", "baja", "pare", "please", "thank you", "谢谢", "شكرا"),
        *("quiet waters, please", "language barriers at sea", "Time zone of the dead", "link the families"),
        *("", " ", ".", "\u200f"),
    ],
)
def test_a_sentence_is_no_command(text: str) -> None:
    assert _meant(text) is None


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("language zh", "language", "zh"),
        ("Langue : français", "language", "français"),
        ("语言 中文", "language", "中文"),
        ("fuseau horaire Le Caire", "timezone", "Le Caire"),
        ("Timezone: Africa/Nairobi", "timezone", "Africa/Nairobi"),
        ("тихие часы 22-7", "quiet", "22-7"),
    ],
)
def test_what_follows_the_word_is_heard_where_it_can_be_understood(text: str, command: str, argument: str) -> None:
    assert HEARING.meant(Said(text)) == Commanded(command, argument)


def test_slack_hands_over_the_words_of_a_slash_command_as_they_are() -> None:
    assert HEARING.meant(Commanded("часовой", "пояс")) == Commanded("timezone")
    assert HEARING.meant(Commanded("stop", "please")) == Commanded("stop", "please")
    assert HEARING.meant(Commanded("nonsense", "at all")) == Commanded("nonsense", "at all")


def test_each_language_has_a_word_for_each_command() -> None:
    for language in TEXTS.languages:
        words = {name: TEXTS.command_word(name, language) for name in COMMANDS}
        assert {name: _meant(word) for name, word in words.items()} == {name: name for name in COMMANDS}
        own = sum(word != name for name, word in words.items())
        assert own == (0 if language == "en" else len(COMMANDS)), language


def test_no_word_means_two_commands_in_whichever_languages() -> None:
    commands = defaultdict(set)
    for name in COMMANDS:
        for word in (name, *(TEXTS.command_word(name, language) for language in TEXTS.languages)):
            commands[folded(word)].add(name)
    for name, listed in WORDS.items():
        assert len({word.casefold() for word in listed}) == len(listed), name
        for word in listed:
            commands[folded(word)].add(name)
    assert {word: names for word, names in commands.items() if len(names) > 1} == {}
    assert set(WORDS) == {*COMMANDS, "hello", "cancel"}
