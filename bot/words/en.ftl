# Everything that Vigie says in English. Values in braces are filled in; `<b>` and the like are Telegram's HTML.

never = never
just-now = just now
