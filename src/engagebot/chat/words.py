"""Commands by the words that people write for them, in each language, with or without a slash."""

import unicodedata
from collections.abc import Mapping
from functools import cache

COMMANDS = (
    "start",
    "help",
    "events",
    "activities",
    "myvotes",
    "practice",
    "language",
    "timezone",
    "quiet",
    "settings",
    "link",
    "unlink",
    "privacy",
    "mydata",
    "delete",
    "stop",
)

WORDS: Mapping[str, tuple[str, ...]] = {
    "hello": (
        *("hello", "hi", "bonjour", "salut", "hola", "buenos días", "привет", "здравствуйте", "你好", "您好"),
        *("مرحبا", "أهلا", "السلام عليكم"),
    ),
    "start": (
        *("join", "rejoindre", "participer", "unirse", "participar", "inscribirse", "comenzar", "начать"),
        *("присоединиться", "加入", "开始", "انضمام", "الانضمام", "بدء", "ابدأ"),
    ),
    "help": (
        *("?", "menu", "aide", "ayuda", "menú", "помощь", "справка", "меню", "帮助", "菜单"),
        *("مساعدة", "المساعدة", "القائمة"),
    ),
    "events": (
        *("event", "événement", "événements", "évènements", "evento", "eventos", "мероприятие", "мероприятия"),
        *("события", "会议", "فعالية", "فعاليات", "الفعاليات"),
    ),
    "activities": (
        *("activity", "activités", "actividades", "направления работы", "деятельность", "活动"),
        *("أنشطة", "الأنشطة"),
    ),
    "myvotes": (
        *("votes", "my votes", "my ratings", "mes votes", "mes notes", "mis votos", "mis valoraciones"),
        *("мои оценки", "мои голоса", "我的评分", "我的投票", "تقييماتي"),
    ),
    "practice": (
        *("practices", "promising practice", "pratique", "pratiques", "práctica", "prácticas", "практика"),
        *("практики", "实践", "做法", "ممارسة", "ممارسات", "الممارسات"),
    ),
    "language": ("langue", "idioma", "язык", "语言", "لغة", "اللغة"),
    "timezone": (
        *("time zone", "zone", "fuseau", "fuseau horaire", "zona horaria", "huso horario", "часовой пояс", "时区"),
        *("المنطقة الزمنية", "التوقيت"),
    ),
    "quiet": (
        *("quiet hours", "do not disturb", "heures calmes", "silence", "horas de silencio", "silencio"),
        *("тихие часы", "тишина", "免打扰", "免打扰时段", "ساعات الهدوء", "الهدوء"),
    ),
    "settings": (
        *("setting", "preferences", "réglages", "paramètres", "ajustes", "configuración"),
        *("настройки", "设置", "设定", "إعدادات", "الإعدادات"),
    ),
    "link": (
        *("link account", "link accounts", "lier", "relier", "vincular", "связать", "关联", "ربط"),
        *("relier un compte", "vincular cuenta", "связать аккаунт", "关联账号", "ربط حساب"),
    ),
    "unlink": ("délier", "desvincular", "отвязать", "取消关联", "فك الربط"),
    "privacy": ("confidentialité", "privacidad", "конфиденциальность", "隐私", "خصوصية", "الخصوصية"),
    "mydata": ("my data", "mes données", "mis datos", "мои данные", "我的数据", "بياناتي"),
    "delete": (
        *("delete me", "delete my data", "erase", "forget me", "effacer", "supprimer", "supprimer mes données"),
        *("borrar", "eliminar", "borrar mis datos", "eliminar mis datos", "удалить", "удалить мои данные"),
        *("删除", "删除我的数据", "حذف", "حذف بياناتي", "احذف بياناتي"),
    ),
    "stop": (
        *("unsubscribe", "quit", "arrêt", "arrêter", "arrêtez", "désabonner", "me désabonner", "désinscription"),
        *("parar", "detener", "darse de baja", "darme de baja", "cancelar suscripción"),
        *("стоп", "остановить", "отписаться", "отписка", "прекратить"),
        *("停", "停止", "退订", "取消订阅"),
        *("إيقاف", "أوقف", "أوقفوا", "توقف", "قف", "إلغاء الاشتراك"),
    ),
}
"""A word that a button already bears with another meaning is left out, such as the Arabic for “cancel”; and so is
one that answers a question of ours, such as Spanish “para” and “baja”, which are a place's names without an accent."""
AROUND = " .,!¡?¿؟/。،"


def command_meant(text: str) -> str | None:
    """The command that a whole line of text is, if it is one: `Stop.` is, `please do not stop` is not.

    Capitals, accents and invisible marks make no difference.
    """
    line = _folded(text)
    return line if line in COMMANDS else _by_word().get(line)


@cache
def _by_word() -> Mapping[str, str]:
    return {_folded(word): command for command, words in WORDS.items() for word in words}


def _folded(text: str) -> str:
    """`Arrêter !` as `arreter`; vowel signs and the hamza on a letter go as accents do."""
    kept = (sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign) not in ("Mn", "Cf"))
    line = " ".join("".join(kept).casefold().split())
    return line.strip(AROUND) or ("?" if line.strip("?؟") != line else "")
