"""How fast durable votes are acknowledged, by Telegram's webhook and by Slack's HTTP events."""
