"""People, events and rounds to fill messages with."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from engagebot.channel import Platform
from engagebot.domain.base import Localised
from engagebot.domain.comment import Comment, CommentKind
from engagebot.domain.consultation import Anonymity, Round, RoundState
from engagebot.domain.draft import Drafted, DraftState
from engagebot.domain.event import AgendaItem, Event
from engagebot.domain.mandate import Held
from engagebot.domain.method import Method, Refusal, Rules
from engagebot.domain.moved import Before
from engagebot.domain.people import Account, Organisation, Stakeholder
from engagebot.domain.practice import LONGEST, OPTIONAL, STEPS, Practice, PracticeState, Step
from engagebot.domain.quiet import CHOICES
from engagebot.domain.series import Earlier
from engagebot.domain.terms import Terms, Voters
from engagebot.domain.workstream import Activity, ActivityStatus, Label, Workstream
from engagebot.places import messages_folder
from engagebot.storage.own_story import Attended
from engagebot.storage.rounds import Item
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.ballot import RoundShown
from engagebot.use_cases.look_up import EVENTS, VOTES, vote_weight
from engagebot.use_cases.own_story import Commented, Told
from engagebot.use_cases.paging import page_of
from engagebot.use_cases.quorum_told import QuorumTold
from engagebot.use_cases.tell_authors import Number, Quoted
from engagebot.use_cases.write_together import Part

START = datetime(2023, 3, 23, 14, tzinfo=UTC)
"""15:00 in Geneva."""
CLOSING = datetime(2023, 4, 28, 16, tzinfo=UTC)
"""18:00 in Geneva, on summer time."""
RECEIPT = "7K3M-Q2XD-9A0B-CDEF"
SEAL = "EQ8X-NAHF-QV2M-ZYW0"
FOLDER: Path = messages_folder()


def texts(overrides: Path | None = None) -> Texts:
    return Texts(FOLDER, overrides)


def reader(language: str = "en", zone: str = "Africa/Nairobi", platform: Platform = Platform.TELEGRAM) -> Reader:
    return Reader(language, zone, platform)


def workstream(zone: str = "Europe/Zurich") -> Workstream:
    return Workstream(
        id=1,
        key="missing-migrants",
        title={
            "en": "Missing migrants and humanitarian assistance to migrants in distress",
            "fr": "Migrants disparus et assistance humanitaire aux migrants en détresse",
        },
        objective={"en": "Actionable recommendations."},
        zone=zone,
        place={"en": "Geneva", "fr": "Genève"},
        languages=["en", "fr"],
        contact="secretariat@example.org",
        loaded_at=START,
    )


def typed(text: str) -> dict[str, object]:
    """What was taken for no zone."""
    return {"typed": text, "zones": ["Africa/Nairobi", "Asia/Dhaka"], "zone": "Europe/Zurich"}


def agenda_item(position: int, minutes: int, title: Localised, speakers: Localised | None) -> AgendaItem:
    return AgendaItem(id=position, position=position, minutes=minutes, title=title, speakers=speakers)


def event(title: Localised | None = None, agenda: list[AgendaItem] | None = None) -> Event:
    moderator = {
        "en": "Laurel Townhead, Representative, Quaker United Nations Office",
        "fr": "Laurel Townhead, représentante, Bureau quaker auprès des Nations Unies",
    }
    found = Event(
        id=7,
        key="gcm-talk",
        title=title or {"en": "Introductory GCM Talk", "fr": "Discussion introductive sur le Pacte"},
        starts_at=START,
        ends_at=START + timedelta(minutes=90),
        zone="Europe/Zurich",
        venue={"en": "IOM headquarters, Geneva, and online", "fr": "Siège de l’OIM, Genève, et en ligne"},
        online_url="https://example.org/join?a=1&b=2",
        moderator=moderator,
        registration_url="https://example.org/register",
        languages=["en", "fr", "es"],
        audience={},
        note={"en": "Interpretation is provided.", "fr": "L’interprétation est assurée."},
        uid="gcm-talk@example.org",
        sequence=0,
        withdrawn=False,
    )
    found.agenda = agenda if agenda is not None else _agenda()
    return found


def _agenda() -> list[AgendaItem]:
    opening = {"en": "Opening remarks", "fr": "Remarques liminaires"}
    head = {
        "en": "Jonathan Prentice, Head, United Nations Network on Migration",
        "fr": "Jonathan Prentice, chef du Réseau des Nations Unies sur les migrations",
    }
    return [
        agenda_item(1, 10, opening, head),
        agenda_item(2, 10, {"en": "Setting the scene", "fr": "Présentation du cadre"}, None),
        agenda_item(3, 15, {"en": "Key discussants", "fr": "Intervenants principaux"}, None),
        agenda_item(4, 50, {"en": "Discussion", "fr": "Discussion"}, None),
        agenda_item(5, 5, {"en": "Closing remarks", "fr": "Remarques finales"}, None),
    ]


def consultation_round() -> Round:
    return Round(
        id=3,
        workstream_id=1,
        key="priorities",
        title={"en": "Priorities among the recommendations", "fr": "Priorités parmi les recommandations"},
        question={
            "en": "How much of a priority is each recommendation for the next report?",
            "fr": "Quelle priorité donner à chaque recommandation dans le prochain rapport ?",
        },
        method="rating",
        anonymity="pseudonymous",
        terms={},
        threshold=0.75,
        audience={},
        opens_at=START,
        closes_at=CLOSING,
        state=RoundState.OPEN,
        closed_at=None,
    )


def item(number: int = 4, text: str | None = None) -> Item:
    words = {
        "en": "Prevent family separation and reunite families that were separated on the way",
        "fr": "Prévenir la séparation des familles et réunir celles qui ont été séparées en route",
    }
    area = {
        "en": "Preventing deaths and disappearances",
        "fr": "Prévenir les décès et les disparitions",
    }
    return Item(number, f"r{number}", "one", area, 1, {"en": text} if text else words)


ORGANISATION = Organisation(id=1, key="quno", name={"en": "Quaker United Nations Office"}, group="civil-society")
GROUP: Localised = {"en": "Civil society", "fr": "Société civile"}


def stakeholder(language: str = "en", zone: str = "Africa/Nairobi") -> Stakeholder:
    who = {"id": 5, "workstream_id": 1, "group": "civil-society", "quiet": "22:00-07:00"}
    return Stakeholder(**who, language=language, zone=zone)


def activities() -> list[Activity]:
    states = {"i": "done", "ii": "in-progress", "iii": "yet-to-start"}
    return [
        Activity(
            id=n,
            code=code,
            position=n,
            title={"en": f"Activity {code}", "fr": f"Activité {code}"},
            timeline={"en": "Q1–Q2 2023", "fr": "T1–T2 2023"},
            status=status,
        )
        for n, (code, status) in enumerate(states.items())
    ]


Values = Mapping[str, object]


def member_values() -> dict[str, object]:
    return {"workstream": workstream(), "organisation": ORGANISATION, "group_title": GROUP, "focal_point": True}


def event_values() -> dict[str, object]:
    return {
        "workstream": workstream(),
        "event": event(),
        "answer": "maybe",
        "reminded": True,
        "to_come": True,
        "stopped": False,
    }


def round_values() -> dict[str, object]:
    return {
        "workstream": workstream(),
        "round": consultation_round(),
        "total": 15,
        "answered": 13,
        "minutes": 5,
        "seal": SEAL,
        "rules": RATING,
    }


RATING = Rules(Method.RATING, 15)
CHOOSING = (
    Rules(Method.APPROVAL, 15),
    Rules(Method.TOP_K, 15, k=3),
    Rules(Method.TOP_K, 15, k=3, in_order=True),
    Rules(Method.POINTS, 15, total=10),
    Rules(Method.RANKING, 7),
)
"""Every way in which one chooses among recommendations."""


def detached_round() -> Round:
    """Whose results are to be seen at any time."""
    held = consultation_round()
    held.anonymity, held.terms = Anonymity.DETACHED, Terms(live=True).to_json()
    return held


def organisations_round(anonymity: Anonymity = Anonymity.PSEUDONYMOUS) -> Round:
    held = consultation_round()
    held.anonymity, held.terms = anonymity, Terms(live=True, voters=Voters.ORGANISATION).to_json()
    return held


def drafts() -> list[Drafted]:
    """A draft in every state, as a focal point and as their colleagues see it."""
    name = {"en": "W" * 120}
    held = (Held(1, name, cast=True), Held(2, name, cast=False), Held(3, {"en": "Norland"}, cast=False))
    return [
        Drafted(
            name,
            state,
            3,
            START,
            focal,
            START,
            START,
            focal,
            focal_points,
            held,
            proxy=name if focal else None,
            by_proxy=((1, 1), (2, 0)) if focal else (),
        )
        for state in DraftState
        for focal, focal_points in ((True, True), (False, True), (False, False))
    ]


def rounds_of_every_kind() -> list[Round]:
    """By people and by organisations, each as named, pseudonymous and detached."""
    people = [consultation_round() for _ in Anonymity]
    for held, anonymity in zip(people, Anonymity, strict=True):
        held.anonymity = anonymity
    return [*people, *map(organisations_round, Anonymity)]


def shown_of_every_kind(values: Mapping[str, object]) -> list[dict[str, object]]:
    return [{**values, "round": RoundShown.of(held)} for held in rounds_of_every_kind()]


def choosing_round(rules: Rules) -> Round:
    held = consultation_round()
    held.method = rules.method
    return held


def choice_values(rules: Rules, value: int | None = 1) -> dict[str, object]:
    held = choosing_round(rules)
    shown = RoundShown.of(held)
    return {
        "round": shown,
        "rules": rules,
        "chosen": 1,
        "left": 2,
        "answered": 2,
        "number": 4,
        "item": item(),
        "items": tuple((item(n), {1: None, 2: 0, 3: rules.highest}.get(n, value)) for n in range(1, 8)),
        "total": rules.items,
        "value": value,
        "comments": 0,
        "offered": (1, 2, 3),
        "page": 1,
        "pages": 2,
        "draft": None,
    }


def _choices() -> list[Values]:
    kinds = [choice_values(rules, value) for rules in CHOOSING for value in (None, 0, 1)]
    drafted = [{**choice_values(CHOOSING[0], value), "draft": drafts()[0]} for value in (None, 1)]
    every = shown_of_every_kind(choice_values(CHOOSING[0]))
    return [*kinds, *drafted, *every, {**choice_values(CHOOSING[0]), "page": 2, "answered": 0, "comments": 1}]


def _opened() -> list[Values]:
    others = [{**round_values(), "round": choosing_round(rules), "rules": rules} for rules in CHOOSING]
    named = consultation_round()
    named.anonymity = Anonymity.NAMED
    rounds = [detached_round(), named, *map(organisations_round, Anonymity)]
    return [round_values(), *({**round_values(), "round": held} for held in rounds), *others]


def _nudged() -> list[Values]:
    others = {**round_values(), "round": choosing_round(CHOOSING[0]), "answered": 0}
    return [{**round_values(), "answered": 0}, round_values(), others, {**others, "round": organisations_round()}]


def review_values() -> dict[str, object]:
    answers = [(item(n), (n % 5) + 1 if n not in (3, 9) else None) for n in range(1, 16)]
    return {
        **round_values(),
        "answers": answers,
        "receipt": RECEIPT,
        "recorded_at": START,
        "draft": None,
        "renewed": [],
    }


def card_values() -> dict[str, object]:
    held = consultation_round()
    shown = RoundShown.of(held)
    return {"round": shown, "item": item(), "total": 15, "value": 4, "comments": 2, "before": None, "draft": None}


def vote_entries() -> list[dict[str, object]]:
    answers = [(n, item(n).text, (n % 5) + 1) for n in range(1, 14)]
    entry = {
        "round": consultation_round(),
        "answers": answers,
        "total": 15,
        "receipt": RECEIPT,
        "ballot": "V-7K3M-Q2XD",
    }
    entry |= {"open": True, "rules": RATING, "chosen": 13, "left": None}
    return [entry, {**entry, "open": False}]


def results_values() -> dict[str, object]:
    ranking = [(n, n, item(n).text, 5 - n / 5, 1 - n / 20, 34) for n in range(1, 16)]
    return {
        "workstream": workstream(),
        "round": consultation_round(),
        "ranking": ranking,
        "voters": 34,
        "invited": 40,
        "counted": None,
        "seal": SEAL,
        "rules": RATING,
        "quorum": None,
    }


def _reasons() -> list[Values]:
    reasons = ("unknown", "expired", "used_up", "too_many_tries")
    return [{"reason": r, "contact": c} for r in reasons for c in ("secretariat@example.org", None)]


def _joined() -> list[Values]:
    base = {**member_values(), "stakeholder": stakeholder()}
    return [
        {**base, "next_event": event(), "open_rounds": [consultation_round()]},
        {**base, "organisation": None, "next_event": None, "open_rounds": []},
    ]


def _ballot_cards() -> list[Values]:
    last = Item(15, "r15", None, None, 2, item().text)
    return [
        card_values(),
        {**card_values(), "item": item(1), "value": None, "comments": 0},
        {**card_values(), "item": last, "comments": 1},
        {**card_values(), "before": Earlier((1, 0, 2, 5, 9), 3)},
        {**card_values(), "before": Earlier((1, 0, 2, 5, 9), None)},
        *({**card_values(), "draft": drafts()[0], "value": value} for value in (None, 4)),
        *shown_of_every_kind(card_values()),
    ]


def _calendar_file() -> list[Values]:
    cancelled = _feedback()
    for values in cancelled:
        vars(values["event"])["cancelled"] = True
    return [*_feedback(), *cancelled]


def _feedback() -> list[Values]:
    return [{"event": event(), "stars": 4, "workstream": workstream()}]


COMMENT = ("Please say who. " * 62).strip()
"""As long as one may be."""


def comment(**more: object) -> Comment:
    return Comment(id=9, kind="substantive", text=COMMENT, **more)


def _places() -> list[Values]:
    on_item = {"round": consultation_round(), "item": item(), "event": None, "quoted": item().text}
    on_item |= {"paragraph": None, "paragraphs": 1}
    in_paragraph = {"paragraph": 2, "paragraphs": 3, "quoted": "Reunite families."}
    on_round = {"item": None, "quoted": None, "paragraphs": 0}
    return [
        on_item,
        {**on_item, "paragraphs": 3},
        {**on_item, **in_paragraph},
        {**on_item, **on_round},
        {**on_item, **on_round, "round": None, "event": event()},
    ]


def _commented() -> list[Values]:
    more = {"proposed": COMMENT, "rationale": COMMENT}
    return [{**place, "comment": comment(**extra)} for place in _places() for extra in ({}, more)]


def _noted() -> list[Values]:
    return [{**place, "text": COMMENT} for place in _places()]


def _more_asked() -> list[Values]:
    return [{**place, "comment": comment(), "what": what} for place in _places() for what in ("proposed", "rationale")]


def _answered() -> list[Values]:
    lines = [Quoted(item(), paragraph, COMMENT) for paragraph in (None, 2, None, 1, None, 2)]
    on_round = {"round": consultation_round(), "event": None, "comments": lines, "together": True}
    on_event = {"round": None, "event": event(), "comments": [Quoted(None, None, COMMENT)], "together": False}
    reason = {
        "en": "It is said so already in the next paragraph. " * 22 + "So.",
        "fr": "C’est déjà dit plus bas. " * 40 + "Voilà.",
    }
    return [
        *({**on_round, "outcome": outcome, "reason": reason} for outcome in ("accepted", "partly", "not", "noted")),
        {**on_round, "comments": lines[:1], "outcome": "noted", "reason": None},
        {**on_round, "comments": [Quoted(None, None, COMMENT)], "together": False, "outcome": "noted", "reason": None},
        {**on_event, "outcome": "noted", "reason": reason},
    ]


def _consents() -> list[Values]:
    base = {**member_values(), "languages": ["en", "fr", "es", "ar", "ru", "zh"]}
    return [{**base, "ends_at": ends_at} for ends_at in (CLOSING, None)]


def _reminders() -> list[Values]:
    minutes = (2880, 1440, 540, 60, 15, 0)
    return [{**event_values(), "minutes_before": count, "urgent": count == 60} for count in minutes]


def _privacies() -> list[Values]:
    known = {"workstream": workstream(), "ends_at": CLOSING, "contact": "a@example.org"}
    return [known, {**known, "ends_at": None}, {"workstream": None, "ends_at": None, "contact": None}]


def story() -> dict[str, Any]:
    """What is stored about somebody who did a little of everything."""
    held, [account, other], person = consultation_round(), accounts(), stakeholder()
    person.consented_at = person.stopped_at = START
    ballot = {
        "round": held,
        "rules": RATING,
        "answers": [(1, item(1).text, 4), (2, item(2).text, 0)],
        "receipt": RECEIPT,
        "ballot": "B7K3M",
    }
    comment = Comment(id=1, text="Please think of families first.", kind=CommentKind.SUBSTANTIVE, at=START)
    comment.proposed, comment.rationale, comment.paragraph = "Reunite families.", "They ask for it.", 2
    return {
        **member_values(),
        "stakeholder": person,
        "region": {"en": "Africa", "fr": "Afrique", "es": "África"},
        "accounts": [account, other],
        "here": account,
        "events": [Attended(event(), "going", 4)],
        "ballots": [ballot],
        "comments": [Commented(comment, Number(3), None, held, "partly")],
        "practices": [practice()],
        "activities": activities()[:1],
        "messages": [Told(START, "Your view is wanted\nOpen until Friday", CLOSING), Told(START, None, None)],
        "aside": 1,
        "ends_at": CLOSING,
    }


def _stories() -> list[Values]:
    nothing: Values = {name: [] for name in ("events", "ballots", "comments", "practices", "activities", "messages")}
    return [story(), {**story(), **nothing, "aside": 0, "region": None, "ends_at": None}]


def _event_lists() -> list[Values]:
    longest = event({"en": "W" * 60, "fr": "W" * 60})
    pages = [page_of([(longest, "maybe")] * 20, 2, EVENTS), page_of([(event(), None)], 1, EVENTS)]
    nothing: list[tuple[Event, str]] = []
    return [{"workstream": workstream(), "page": page} for page in (*pages, page_of(nothing, 1, EVENTS))]


def _vote_lists() -> list[Values]:
    full = {**vote_entries()[0], "answers": [(n, {"en": "W" * 300}, 3) for n in range(1, 31)], "total": 30}
    others = [
        {
            **vote_entries()[0],
            "round": choosing_round(rules),
            "rules": rules,
            "left": 2,
            "answers": [(4, item().text, 1)],
        }
        for rules in CHOOSING
    ]
    ours = [{**vote_entries()[0], "round": organisations_round()}]
    lists: list[list[Any]] = [[full] * 3, vote_entries(), others, ours, []]
    return [{"workstream": workstream(), "page": page_of(found, 2, VOTES, vote_weight)} for found in lists]


def _events() -> list[Values]:
    bare = event(agenda=[])
    bare.venue = bare.online_url = bare.moderator = bare.registration_url = bare.note = None
    off = event()
    off.cancelled = True
    silent = {"answer": None, "reminded": None, "to_come": False}
    return [
        event_values(),
        {**event_values(), "event": bare, **silent},
        {**event_values(), "event": off},
        {**event_values(), "stopped": True},
    ]


def _moved() -> list[Values]:
    before = Before(START - timedelta(days=1), START - timedelta(days=1) + timedelta(minutes=90))
    base = {**event_values(), "before": before, "back": False, "urgent": False}
    return [base, {**base, "before": None}, {**base, "back": True, "urgent": True}]


def _settled() -> list[Values]:
    restless = stakeholder()
    restless.quiet, restless.digest = "none", True
    stopped = stakeholder()
    stopped.stopped_at = START
    return [{"stakeholder": one, "choices": CHOICES} for one in (stakeholder(), restless, stopped)]


def _together() -> list[Values]:
    held, one = consultation_round(), activities()[1]
    kinds = [Part("event", event=event()), Part("reminder", event=event()), Part("activity", activity=one)]
    rounds = [Part("opening", round=held, seal=SEAL), Part("nudge", round=held, seal=SEAL), Part("nudge", round=held)]
    return [{"workstream": workstream(), "parts": parts} for parts in ([*kinds, *rounds], kinds[:1])]


def _digests() -> list[Values]:
    full: dict[str, object] = {
        "workstream": workstream(),
        "events": [(event(), None), (event(), "going")],
        "more": 3,
        "rounds": [(consultation_round(), 3, 15)],
        "activities": activities(),
    }
    return [full, {**full, "more": 0, "rounds": [], "activities": []}, {**full, "events": [], "more": 0, "rounds": []}]


def _closed() -> list[Values]:
    other = {**round_values(), "round": choosing_round(CHOOSING[0])}
    detached = {**round_values(), "round": detached_round()}
    ours = {**round_values(), "round": organisations_round()}
    return [round_values(), {**round_values(), "answered": 0}, other, {**other, "answered": 0}, detached, ours]


def _reviews() -> list[Values]:
    empty: dict[str, object] = {"answers": [(item(n), None) for n in range(1, 16)], "answered": 0}
    empty |= {"receipt": None, "recorded_at": None}
    both = [review_values(), {**review_values(), **empty}, {**review_values(), "round": detached_round()}]
    others = [
        {**values, "rules": rules, "chosen": 1, "left": 2, "answers": [(item(1), 1), (item(2), 0), (item(3), None)]}
        for rules in CHOOSING
        for values in both
    ]
    drafted = [{**review_values(), "round": organisations_round(), "draft": draft} for draft in drafts()]
    renewed = {**drafted[0], "renewed": [*range(1, 16)]}
    return [*both, *others, *drafted, renewed, {**drafted[0], **empty}]


def _results() -> list[Values]:
    """As they are, with nobody's answer to one item, and with too few people."""
    unrated = [(1, 2, item(2).text, 4.5, 0.9, 12), (None, 1, item(1).text, None, None, 0)]
    base = results_values()
    ranking = [(n, n, item(n).text, float(12 - n), 1 - n / 20) for n in range(1, 12)]
    others = [{**base, "round": choosing_round(rules), "rules": rules, "ranking": ranking} for rules in CHOOSING]
    unplaced = [{**others[-1], "ranking": [*ranking[:2], (None, 3, item(3).text, 0.0, 0.0)]}]
    few: list[Values] = [{**one, "ranking": [], "voters": 1} for one in (base, others[0])]
    counted = {"place": 17, "ballots": 34, "receipt": RECEIPT}
    detached = {**base, "round": detached_round()}
    ours = [{**one, "round": organisations_round()} for one in (base, *others)]
    told = [{**one, "counted": counted} for one in (base, detached, others[0], ours[0])]
    quorums = [
        QuorumTold([GROUP] * 14, True, True, False),
        QuorumTold([], True, True, True),
        QuorumTold([], True, False, None),
        QuorumTold([], False, True, None),
    ]
    asked = [{**base, "quorum": quorum} for quorum in quorums]
    return [*unplaced, base, {**base, "ranking": unrated}, detached, *told, *others, *few, *ours, *asked]


def accounts() -> list[Account]:
    pairs = [("telegram", "77", False), ("slack", "T1", True)]
    return [
        Account(id=n, platform=platform, workspace=workspace, user="u", chat="c", preferred=preferred)
        for n, (platform, workspace, preferred) in enumerate(pairs, start=1)
    ]


def _asked_to_link() -> list[Values]:
    base = {**member_values(), "request": 12, "number": "47", "platform": "slack"}
    return [{**base, "joined": True}, {**base, "joined": False, "organisation": None}]


def _link_refusals() -> list[Values]:
    reasons = ("unknown", "too_many_tries", "own", "already", "elsewhere", "over", "workstream", "membership")
    return [{"reason": r, "contact": c} for r in reasons for c in ("secretariat@example.org", None)]


def _linked() -> list[Values]:
    one, other = accounts()
    base = {**member_values(), "stakeholder": stakeholder(), "here": one, "other": other, "accounts": [one, other]}
    stopped = stakeholder()
    stopped.stopped_at = START
    return [{**base, "rounds": []}, {**base, "stakeholder": stopped, "rounds": [consultation_round()]}]


def _accounts() -> list[Values]:
    one, other = accounts()
    alone = Account(id=1, platform="telegram", workspace="77", user="u", chat="c", preferred=None)
    both = {"accounts": [one, other], "here": one}
    return [{**both, "chosen": False}, {**both, "chosen": True}, {"accounts": [alone], "here": alone, "chosen": False}]


def _to_delete() -> list[Values]:
    one, other = accounts()
    return [{"accounts": [one, other], "here": one}, {"accounts": [one], "here": one}]


def practice(state: PracticeState = PracticeState.DRAFT, publish: bool | None = True) -> Practice:
    """With answers as long as they may be."""
    answers = {step.value: "W" * longest for step, longest in LONGEST.items()}
    note = "Which year was it?" if state is PracticeState.RETURNED else None
    return Practice(id=9, answers=answers, publish=publish, state=state, note=note, route=None)


def _practice_questions() -> list[Values]:
    routes = [Label(id=n, key=f"r{n}", title={"en": f"Route {n}", "fr": f"Route {n} bis"}) for n in range(1, 11)]
    asked: list[Values] = []
    for number, step in enumerate(STEPS, 1):
        base = {"practice": practice(publish=None), "step": step, "number": number, "total": len(STEPS)}
        base |= {"optional": step in OPTIONAL, "longest": LONGEST.get(step), "problem": None, "so_far": None}
        base |= {"routes": routes if step is Step.PLACE else []}
        asked.append(base)
        asked.append({**base, "practice": practice(PracticeState.RETURNED), "so_far": "W" * LONGEST.get(step, 3)})
        asked += [{**base, "problem": problem} for problem in ("length", "link") if step is Step.LINK]
    return asked


def _reworded() -> list[Values]:
    """With texts as long as they may be."""
    texts = {"was": {"en": "W" * 280, "fr": "W" * 280}, "now": {"en": "M" * 280, "fr": "M" * 280}}
    return [
        {**round_values(), "number": 4, "version": 2, "was": item().text, "now": {"en": "Prevent it"}, **more}
        for more in ({}, texts, {"round": organisations_round()})
    ]


NONE: list[Values] = [{}]
MESSAGES: dict[str, Callable[[], list[Values]]] = {
    "invitation_wanted": lambda: NONE,
    "code_refused": _reasons,
    "consent": _consents,
    "consent_declined": lambda: NONE,
    "zone_asked": lambda: [{"zones": ["Africa/Nairobi", "Europe/Zurich", "Asia/Kolkata"], "zone": "Europe/Zurich"}],
    "zone_unknown": lambda: [typed("Nairobbi")],
    "joined": _joined,
    "already_joined": lambda: [member_values(), {**member_values(), "organisation": None}],
    "language_asked": lambda: [{"languages": ["en", "fr"]}],
    "settings_kept": _settled,
    "settings": _settled,
    "quiet_asked": _settled,
    "quiet_unknown": lambda: [{"typed": "at night", "stakeholder": stakeholder(), "choices": CHOICES}],
    "help": lambda: [
        {"joined": True, "stopped": False, "contact": "a@example.org"},
        {"joined": True, "stopped": True, "contact": "a@example.org"},
        {"joined": False, "stopped": False, "contact": None},
    ],
    "not_understood": lambda: NONE,
    "question_left": lambda: NONE,
    "not_joined": lambda: NONE,
    "stopped": lambda: NONE,
    "resumed": lambda: NONE,
    "link_code": lambda: [{"value": "K7M3-QX2D", "minutes": 10}],
    "link_asked": _asked_to_link,
    "link_waiting": _asked_to_link,
    "link_confirm": _asked_to_link,
    "link_declined": lambda: NONE,
    "link_refused": _link_refusals,
    "linked": _linked,
    "accounts": _accounts,
    "unlinked": lambda: [{"platform": "slack", "here": here} for here in (True, False)],
    "privacy": _privacies,
    "my_data": _stories,
    "my_data_page": lambda: NONE,
    "my_data_rows": lambda: NONE,
    "nothing_stored": lambda: NONE,
    "delete_asked": _to_delete,
    "deleted": lambda: NONE,
    "activities": lambda: [
        {
            "workstream": workstream(),
            "activities": activities(),
            "followed": followed,
            "organiser": bool(followed),
            "stopped": bool(followed),
        }
        for followed in (set(), {1})
    ],
    "activity": lambda: [
        {"activity": one, "followed": here, "organiser": here, "statuses": tuple(map(str, ActivityStatus))}
        for one in activities()
        for here in (False, True)
    ],
    "activity_move_asked": lambda: [
        {"activity": activities()[1], "to": "done", "followers": followers} for followers in (0, 1, 12)
    ],
    "activity_moved": lambda: [{"workstream": workstream(), "activity": one} for one in activities()],
    "events": _event_lists,
    "my_votes": _vote_lists,
    "event": _events,
    "event_test": _events,
    "event_moved": _moved,
    "digest": _digests,
    "activity_due": lambda: [{"workstream": workstream(), "activity": activities()[1]}],
    "together": _together,
    "event_cancelled": lambda: [{**event_values(), "urgent": urgent} for urgent in (False, True)],
    "event_reminder": _reminders,
    "calendar_file": _calendar_file,
    "feedback_asked": _feedback,
    "feedback_thanks": _feedback,
    "feedback_kept": _feedback,
    "round_opened": _opened,
    "ballot_card": _ballot_cards,
    "ballot_review": _reviews,
    "comment_asked": _places,
    "comment_noted": _noted,
    "choice_list": _choices,
    "choice_card": _choices,
    "reworded": _reworded,
    "withdraw_asked": lambda: [
        {"round": consultation_round(), "answered": count, "draft": draft}
        for count in (1, 13)
        for draft in (None, drafts()[0])
    ],
    "comment_kept": _commented,
    "comment_more_asked": _more_asked,
    "comment_answered": _answered,
    "comment_too_long": lambda: [{"limit": 1000, "length": 1234}],
    "cancelled_dialogue": lambda: NONE,
    "round_nudge": _nudged,
    "round_closed_for_you": _closed,
    "not_on_roll": lambda: [{"round": held} for held in (consultation_round(), organisations_round())],
    "focal_point_now": lambda: [member_values()],
    "confirmation_wanted": lambda: [{**round_values(), "draft": drafts()[0]}],
    "round_results": _results,
    "practices": lambda: [{"practices": []}, {"practices": [practice(state) for state in PracticeState]}],
    "practice_asked": _practice_questions,
    "practice_review": lambda: [{"practice": practice(), "steps": STEPS, "note": note} for note in (None, "W" * 1000)],
    "practice_left": lambda: NONE,
    "practice_sent": lambda: [{"practice": practice(), "stopped": stopped} for stopped in (False, True)],
    "practice_drop_asked": lambda: [{"practice": practice()}],
    "practice_dropped": lambda: NONE,
    "practice_accepted": lambda: [{"practice": practice(publish=publish)} for publish in (True, False)],
    "practice_returned": lambda: [{"practice": practice(PracticeState.RETURNED)}],
    "home_stranger": lambda: NONE,
    "home_top": lambda: [
        {**member_values(), "stopped": stopped, "events": count, "rounds": count}
        for stopped, count in ((False, 3), (True, 0))
    ],
    "home_round": lambda: [*_closed()[:4], {**round_values(), "round": organisations_round()}],
    "home_event": _events,
    "home_settings": lambda: [
        {"stakeholder": stakeholder(), "followed": followed, "more": bool(followed)} for followed in (0, 1, 2, 6)
    ],
    "results_so_far": _results,
    "something_wrong": lambda: NONE,
}

NOTICES: dict[str, Callable[[], list[Values]]] = {
    "vote_kept": lambda: [{"number": 4, "value": value} for value in range(6)],
    "vote_taken_back": lambda: [{"number": 4, "value": None}],
    "choice_kept": _choices,
    "choice_refused": lambda: [
        {"refusal": refusal, "rules": rules, "left": 2}
        for refusal, rules in ((Refusal.ALL_CHOSEN, CHOOSING[1]), (Refusal.TOO_FEW_POINTS, CHOOSING[3]))
    ],
    "text_changed": lambda: [{"number": 4}],
    "answer_stands": lambda: [{"number": 4}],
    "all_withdrawn": lambda: NONE,
    "draft_kept": lambda: [
        *({"number": 4, "value": value, "rules": RATING} for value in (None, 0, 4)),
        *({"number": 4, "value": 1, "rules": rules} for rules in CHOOSING),
    ],
    "draft_changed": lambda: NONE,
    "draft_confirmed": lambda: NONE,
    "draft_emptied": lambda: NONE,
    "mandate_over": lambda: NONE,
    "confirmation_asked": lambda: NONE,
    "confirmation_not_asked": lambda: NONE,
    "answer_kept": lambda: [{"answer": answer} for answer in ("going", "maybe", "no")],
    "remind_on": lambda: NONE,
    "remind_none": lambda: NONE,
    "remind_off": lambda: NONE,
    "calendar_sent": lambda: NONE,
    "round_closed": lambda: _closed()[::2],
    "round_not_open": lambda: NONE,
    "event_over": lambda: NONE,
    "event_withdrawn": lambda: NONE,
    "event_cancelled": lambda: NONE,
    "event_not_begun": lambda: NONE,
    "unknown_button": lambda: NONE,
    "not_joined": lambda: NONE,
    "language_kept": lambda: NONE,
    "following": lambda: NONE,
    "activity_moved": lambda: NONE,
    "activity_there": lambda: NONE,
    "no_organiser": lambda: NONE,
    "not_following": lambda: NONE,
    "comment_kind_kept": lambda: [{"kind": kind} for kind in CommentKind],
    "comment_settled": lambda: NONE,
    "card_elsewhere": lambda: NONE,
    "stars_kept": lambda: [{"stars": 4}],
}
