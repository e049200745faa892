"""The feed stage: fetch a document politely, parse it, and tell which of its entries are new.

fetching  fetch (HTTP, with hard limits on time and size), answers (what a server said), redirects, proxies,
          resolver, guard (what may be connected to), failures (what went wrong, in plain words), freshness
reading   sniff (bytes → text, and whether that can be a feed at all), refusals (what comes instead of one),
          jsonfeed, hints (when to ask again), feedxml and quick (text → entries; feedparser's only homes),
          parse (entries → items), plain (markup → text), dates, erroritems, discover (the feeds of a page)
again     slices (a document cut into its entries), traces (whether that is safe), known (which are new)
workers   pool (parse in processes that can be killed), workers (the processes)
meaning   identity (which entry is which stored item), pairing, likeness
time      rhythm (when items come), timing (when to ask next), budget, silence, polling (what a poll writes)
"""
