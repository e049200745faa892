"""The feed stage: fetch a document politely, parse it, and tell which of its entries are new.

fetch     HTTP, with hard limits on time and size
sniff     bytes → text, and whether that can be a feed at all
parse     text → items (feedparser's only home)
discover  the feeds that a page of HTML names
pool      parse in worker processes that can be killed
likeness  how much two items say the same
identity  which entry is which stored item
polling   what a poll writes, and when the next one is due
"""
