"""Words that people write for commands beside those of the catalogues, in each language."""

from collections.abc import Mapping

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
        *("unsubscribe", "unsubscribe me", "quit", "opt out", "stop all", "stop it", "stop now", "stop messages"),
        *("stop all messages", "stop sending messages", "stop sending me messages", "no more messages"),
        *("arrêt", "arrêter", "arrêtez", "désabonner", "me désabonner", "désabonnez-moi", "désabonnement"),
        *("se désabonner", "se désinscrire", "désinscription", "désinscrivez-moi", "plus aucun message"),
        *("parar", "detener", "basta", "basta ya", "darse de baja", "darme de baja", "dejar de recibir mensajes"),
        *("cancelar suscripción", "cancelar la suscripción", "cancelar mi suscripción", "no más mensajes"),
        *("стоп", "остановить", "остановите", "хватит", "отписаться", "отпишите меня", "отписка", "прекратить"),
        *("прекратите", "отменить подписку", "отмена подписки", "больше не присылайте"),
        *("停", "停止", "停止发送", "停止接收", "停止接收所有消息", "退订", "取消订阅", "不要再发", "不要再发了"),
        *("إيقاف", "أوقف", "أوقفوا", "توقف", "توقفوا", "قف", "كفى", "إلغاء الاشتراك", "ألغ الاشتراك", "إلغاء اشتراكي"),
        *("إيقاف الرسائل", "إيقاف جميع الرسائل"),
    ),
    "cancel": (
        *("annuler", "annulez", "cancelar", "cancele", "отмена", "отменить", "отмените", "取消", "إلغاء", "ألغ"),
    ),
}
"""`cancel` leaves the question that is open, and where none is open means `stop`. A word that answers a question of
ours is left out, such as Spanish “para” and “baja”, which are a place's names without an accent."""
POLITE = (
    *("please", "pls", "thanks", "thank you", "many thanks"),
    *("s'il vous plaît", "s'il te plaît", "svp", "stp", "merci", "merci beaucoup"),
    *("por favor", "gracias", "muchas gracias", "пожалуйста", "спасибо", "من فضلك", "من فضلكم", "لو سمحت"),
    *("لو سمحتم", "رجاء", "شكرا", "شكرا لكم"),
)
"""What may stand before or behind the word."""
POLITE_UNSPACED = ("请", "请您", "谢谢", "麻烦", "麻烦您", "拜托", "吧")
"""The same in Chinese, which is written without blanks."""
AROUND = " .,!¡?¿؟/。،…;:()[]*_~\"'‘’“”„«»-—"
