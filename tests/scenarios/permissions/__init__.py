"""What the tests of docs/permissions.md share."""
