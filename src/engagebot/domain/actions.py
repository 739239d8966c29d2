"""What buttons say when they are pressed: short words of our own, at most 64 bytes, as Telegram demands.

What comes back is untrusted (a modified client can send anything), so `chat` checks its form and the use
cases its meaning.
"""


def consent(agreed: bool) -> str:
    return "agree" if agreed else "decline"


def language(code: str) -> str:
    return f"lang:{code}"


def zone(name: str) -> str:
    return f"zone:{name}"


def quiet(hours: str) -> str:
    """Such as `22:00-07:00`, or `none`."""
    return f"quiet:{hours}"


def digest(on: bool) -> str:
    return f"digest:{'on' if on else 'off'}"


def show(command: str) -> str:
    """As if the person had typed the command."""
    return f"do:{command}"


def page(command: str, number: int) -> str:
    """Of a list that takes several messages; it takes the place of the page that bears the button."""
    return f"do:{command}:{number}"


def follow(activity_id: int, on: bool) -> str:
    """Activity 0 is all of them."""
    return f"fol:{activity_id}:{int(on)}"


def activity(activity_id: int, in_place: bool = False) -> str:
    """Its card, as a new message or in place of the one that bears the button."""
    return f"ac:{activity_id}:{int(in_place)}"


def ask_to_move(activity_id: int, status: str) -> str:
    """For organisers: what would happen."""
    return f"am:{activity_id}:{status}"


def move(activity_id: int, status: str) -> str:
    return f"an:{activity_id}:{status}"


def new_practice() -> str:
    return "pr:new"


def practice(what: str, practice_id: int, number: int = 0) -> str:
    """`what`: ask, skip, route, publish, later, send or drop; `number` says which step, route or answer."""
    return f"pr:{what}:{practice_id}:{number}"


def event(event_id: int) -> str:
    return f"ev:{event_id}"


def going(event_id: int, answer: str) -> str:
    return f"e:{event_id}:{answer}"


def calendar(event_id: int) -> str:
    return f"e:{event_id}:ics"


def remind(event_id: int, on: bool) -> str:
    return f"e:{event_id}:{'remind' if on else 'hush'}"


def stars(event_id: int, number: int) -> str:
    return f"f:{event_id}:{number}"


def card(round_id: int, item: int) -> str:
    """Item 0 is the review of all answers."""
    return f"r:{round_id}:{item}"


def round(round_id: int) -> str:
    """Its card as a new message, where the one that bears the button has to stay."""
    return f"rn:{round_id}"


def vote(round_id: int, item: int, version: int, value: int) -> str:
    return f"v:{round_id}:{item}:{version}:{value}"


def confirm(round_id: int, item: int, version: int) -> str:
    """The answer that was given to the text before stands for this version of it too."""
    return f"k:{round_id}:{item}:{version}"


def first_card(round_id: int, method: str) -> str:
    """Where one begins to answer: the first recommendation to rate, or the list on which one chooses."""
    return card(round_id, 1) if method == "rating" else ballot_list(round_id, 1)


def ballot_list(round_id: int, page: int) -> str:
    """The card on which items are chosen; its pages count from 1."""
    return f"l:{round_id}:{page}"


def abstain(round_id: int, item: int, version: int) -> str:
    return f"x:{round_id}:{item}:{version}"


def results(round_id: int) -> str:
    """Those so far."""
    return f"s:{round_id}"


def withdraw(round_id: int, sure: bool) -> str:
    """Every answer of a round; the one who is not sure is asked."""
    return f"w:{round_id}:{int(sure)}"


def confirm_draft(round_id: int, revision: int) -> str:
    """By a focal point, of the draft as it was shown."""
    return f"o:{round_id}:{revision}"


def vote_by_mandate(round_id: int, mandate_id: int, revision: int) -> str:
    """For another organisation as for the own one, whose draft was shown."""
    return f"om:{round_id}:{mandate_id}:{revision}"


def ask_confirmation(round_id: int) -> str:
    return f"oa:{round_id}"


def take_back(round_id: int, item: int, version: int) -> str:
    return f"v:{round_id}:{item}:{version}:0"


def comment(round_id: int, item: int, paragraph: int | None = None) -> str:
    """On a recommendation, or on one paragraph of it."""
    return f"c:{round_id}:{item}" if paragraph is None else f"c:{round_id}:{item}:{paragraph}"


def comment_on_round(round_id: int) -> str:
    return f"cr:{round_id}"


def comment_on_event(event_id: int) -> str:
    return f"ce:{event_id}"


def comment_card(comment_id: int) -> str:
    return f"cc:{comment_id}"


def comment_back(comment_id: int) -> str:
    return f"cb:{comment_id}"


def comment_kind(comment_id: int, kind: str) -> str:
    return f"ck:{comment_id}:{kind}"


def comment_more(comment_id: int, what: str) -> str:
    """`what`: `proposed`, a wording, or `rationale`, why."""
    return f"cm:{comment_id}:{what}"


def cancel() -> str:
    return "cancel"


def link_new() -> str:
    return "link:new"


def link_answer(request_id: int, yes: bool) -> str:
    return f"link:{request_id}:{'yes' if yes else 'no'}"


def delete_all() -> str:
    """Everything that is stored about the person."""
    return "delete:all"


def prefer(account_id: int | None) -> str:
    """To which account messages go; None for the one last heard from."""
    return f"prefer:{account_id or 'last'}"


def unlink(account_id: int) -> str:
    return f"unlink:{account_id}"
