"""The rules of sharing leads: values in, frozen results out; no clock, no database, no Slack."""
