"""What Leadwheel does, one module a verb: functions whose arguments are what they depend on."""
