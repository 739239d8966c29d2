"""Slack, by its Web API, Socket Mode and Events API."""

from engagebot.platforms.slack.channel import SlackChannel

__all__ = ["SlackChannel"]
