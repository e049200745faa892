"""Storylines: rule files into concepts, and the matcher that finds them in items."""
