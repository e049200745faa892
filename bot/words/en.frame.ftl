sorry = Sorry, that did not work; it is noted in the log. Please try again later.
stale-button = This button is too old. Send the command again for a new one.
