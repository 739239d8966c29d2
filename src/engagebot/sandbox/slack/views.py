"""Modals, which stand in a stack before each person, and Home tabs.

https://docs.slack.dev/surfaces/modals
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engagebot.sandbox.bell import Bell
from engagebot.sandbox.slack.blockkit.filling import filled
from engagebot.sandbox.slack.blockkit.surfaces import check_view
from engagebot.sandbox.slack.drawer import Drawer
from engagebot.sandbox.slack.ids import new_id, new_secret
from engagebot.sandbox.slack.state import View
from engagebot.sandbox.slack.triggers import Trigger
from engagebot.sandbox.slack.wire import Payload, SlackError
from engagebot.sandbox.world import World

MOST_STACKED = 3


class Views:
    def __init__(self, world: World) -> None:
        self._bell: Bell = world.bell
        self._seconds: Callable[[], float] = lambda: world.now().timestamp()
        self._views = Drawer(world.shelf, "view", View)

    def get(self, view_id: str) -> View | None:
        return self._views.get(view_id)

    def home(self, person: str) -> View | None:
        return next((view for view in self._views if view.person == person and view.type == "home"), None)

    def stack(self, person: str) -> list[View]:
        """The person's modals, the visible one last."""
        return [view for view in self._views if view.person == person and view.type == "modal"]

    def open(self, trigger: Trigger, body: Any) -> View:
        """A new modal in place of whatever stood there."""
        checked = self._checked(body, "modal")
        self.clear(trigger.person)
        return self._add(trigger.person, checked, None)

    def push(self, trigger: Trigger, body: Any) -> View:
        """A modal on top of the one in which the trigger arose."""
        stack = self.stack(trigger.person)
        if trigger.view is None or not stack:
            raise SlackError("not_found")
        if len(stack) >= MOST_STACKED:
            raise SlackError("push_limit_reached")
        return self._add(trigger.person, self._checked(body, "modal"), stack[-1])

    def update(self, view_id: str, external_id: str, body: Any, given_hash: str) -> View:
        view = self._views.get(view_id) if view_id else self._by_external_id(external_id)
        if view is None:
            raise SlackError("not_found")
        if given_hash and given_hash != view.hash:
            raise SlackError("hash_conflict")
        return self._replace(view, self._checked(body, view.type, view))

    def publish(self, person: str, body: Any, given_hash: str) -> View:
        home = self.home(person)
        if given_hash and (home is None or given_hash != home.hash):
            raise SlackError("hash_conflict")
        checked = self._checked(body, "home", home)
        return self._replace(home, checked) if home else self._add(person, checked, None)

    def fill_in(self, view: View, values: Payload) -> View:
        """What the person has entered, by block and action."""
        return self._views.put(view.id, replace(view, values=values))

    def close_top(self, person: str) -> None:
        for view in self.stack(person)[-1:]:
            self._views.drop(view.id)
        self._bell.ring("slack", person)

    def clear(self, person: str) -> None:
        for view in self.stack(person):
            self._views.drop(view.id)
        self._bell.ring("slack", person)

    def _checked(self, body: Any, kind: str, instead_of: View | None = None) -> Payload:
        checked = check_view(body, kind)
        named = self._by_external_id(str(checked.get("external_id") or ""))
        if named is not None and named != instead_of:
            raise SlackError("duplicate_external_id")
        return {**checked, "blocks": filled(checked["blocks"])}

    def _by_external_id(self, external_id: str) -> View | None:
        named = (view for view in self._views if external_id and view.body.get("external_id") == external_id)
        return next(named, None)

    def _add(self, person: str, body: Payload, below: View | None) -> View:
        name = new_id("V")
        view = View(name, person, body, self._new_hash(), below.root if below else name, below.id if below else None)
        self._bell.ring("slack", person)
        return self._views.put(name, view)

    def _replace(self, view: View, body: Payload) -> View:
        self._bell.ring("slack", view.person)
        return self._views.put(view.id, replace(view, body=body, hash=self._new_hash()))

    def _new_hash(self) -> str:
        return f"{int(self._seconds())}.{new_secret(8)}"
