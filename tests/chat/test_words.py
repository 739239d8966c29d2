"""Which command a line of text is."""

import pytest

from engagebot.chat.words import COMMANDS, WORDS, command_meant


@pytest.mark.parametrize(
    "text",
    [
        *("stop", "STOP", "Stop!", " /stop ", "unsubscribe"),
        *("arrêter", "Arrêter !", "arreter", "ARRÊT", "désabonner"),
        *("parar", "¡Parar!", "Darse de baja"),
        *("Стоп", "отписаться", "ОТПИСАТЬСЯ."),
        *("停止", "停止。", "退订", "退订！"),
        *("إيقاف", "ايقاف", "توقف", "تَوَقَّف", "إلغاء الاشتراك", "\u200fإيقاف\u200e"),
    ],
)
def test_stop_is_understood_in_every_language_however_it_is_written(text: str) -> None:
    assert command_meant(text) == "stop"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Événements", "events"), ("eventos", "events"), ("Мероприятия", "events"), ("会议", "events"),
        ("الفعاليات", "events"), ("؟", "help"), ("??", "help"),
        ("aide", "help"), ("¿Ayuda?", "help"), ("помощь", "help"), ("帮助", "help"), ("مساعدة", "help"),
        ("?", "help"), ("？", "help"), ("/events", "events"), ("Часовой  пояс", "timezone"), ("语言", "language"),
        ("الخصوصية", "privacy"), ("mis votos", "myvotes"), ("Привет!", "hello"), ("您好", "hello"), ("加入", "start"),
    ],
)  # fmt: skip
def test_words_for_commands(text: str, command: str) -> None:
    assert command_meant(text) == command


@pytest.mark.parametrize(
    "text",
    [
        *("please do not stop", "para qué sirve esto", "не останавливайтесь", "请不要停止", "لا تتوقف", "إلغاء"),
        *("", " ", ".", "\u200f"),
    ],
)
def test_a_sentence_is_no_command(text: str) -> None:
    assert command_meant(text) is None


def test_no_word_means_two_commands_and_every_command_has_words_in_all_scripts() -> None:
    words = [word for listed in WORDS.values() for word in listed]
    assert len({word.casefold() for word in words}) == len(words)
    assert set(WORDS) == {*COMMANDS, "hello"}
    for command, listed in WORDS.items():
        for sample in ("a", "а", "丁", "ا"):
            assert any(_block(sign) == _block(sample) for word in listed for sign in word), command


def _block(sign: str) -> int:
    """Latin, Cyrillic, Chinese or Arabic, by number; others are none of these."""
    ranges = ((0x61, 0x17F), (0x400, 0x4FF), (0x4E00, 0x9FFF), (0x600, 0x6FF))
    return next((n for n, (low, high) in enumerate(ranges) if low <= ord(sign) <= high), -1)
