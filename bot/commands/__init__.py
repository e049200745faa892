"""What each command does, apart from how it is called (bot/cli.py)."""
