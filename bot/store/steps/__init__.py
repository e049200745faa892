"""What each step of the schema does: scripts of SQL that are never edited once they were shipped."""
