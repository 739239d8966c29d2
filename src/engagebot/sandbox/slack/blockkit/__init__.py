"""Block Kit's rules: what Slack accepts in a message, a modal and a Home tab."""
