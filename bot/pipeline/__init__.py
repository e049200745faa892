"""The three stages, each load → decide → store: poll, track, deliver.

Stages hand over through the store only. Each can be stopped at any moment and goes on from what is stored:
a poll that was not saved is done again, an item that was not tracked is tracked at the next call, a delivery
that was claimed and not finished is recovered when the daemon starts.
"""
