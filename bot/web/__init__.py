"""HTTP: the endpoint for Slack, and health. Knows nothing of Bolt: what to do with a request is handed in."""
