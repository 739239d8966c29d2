"""A local Slack: one workspace, one app, several people; written from Slack's public documentation."""

from engagebot.sandbox.slack.play import slack_play_routes, slack_world
from engagebot.sandbox.slack.request_urls import RequestUrls
from engagebot.sandbox.slack.routes import slack_routes
from engagebot.sandbox.slack.server import EVENTS, SlackServer
from engagebot.sandbox.slack.state import App

__all__ = ["EVENTS", "App", "RequestUrls", "SlackServer", "slack_play_routes", "slack_routes", "slack_world"]
