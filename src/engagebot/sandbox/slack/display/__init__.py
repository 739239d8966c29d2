"""What a person sees: mrkdwn, rich text and blocks as plain text and as safe HTML."""
