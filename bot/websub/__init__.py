"""WebSub: hubs tell us that a feed has changed, so that it is asked at once. Polling stays the safety net.

book      what is subscribed to, and what a hub may ask of us (pure)
server    the address that hubs call
service   asks hubs, and makes feeds due

A hub's word is only taken as a sign to look: what a feed says is fetched from the feed itself.
"""
