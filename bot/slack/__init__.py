"""Slack: payloads in, use cases called, words and blocks out."""
