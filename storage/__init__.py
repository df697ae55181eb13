"""What Leadwheel remembers: tables, queries, migrations, and the one place that commits. Never imports the bot."""
