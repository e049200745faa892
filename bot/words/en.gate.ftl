# Who is heard, help and menus.

gate-slower = That was a lot at once. Please wait a moment, then go on.
gate-asked = Hello! The admins of this bot have been asked to let this chat in. The answer comes here.
gate-noted = Hello! That you would like to come in is noted; the admins of this bot will see it. The answer comes here.
gate-no-admin = Hello! This bot has no admin yet. Whoever runs it finds a one-time code in its terminal or log: send it here to become the admin.
gate-admin = ✅ You are now the admin of this bot. /start shows what can be followed, /help what you can do.
gate-waiting = { $count ->
    [one] 1 chat waits to be let in: /guests
   *[other] { $count } chats wait to be let in: /guests
 }
gate-in = ✅ This chat is let in. /start shows what can be followed.
gate-out = Sorry, the admins of this bot did not let this chat in.
gate-invitation = This link lets one chat in, once, within seven days:
    { $link }
    For a group, choose it here instead:
    { $group }
gate-invitation-gone = This invitation was used or is too old. Please ask for a new one.
gate-private = That works in a private chat with me.
gate-question = <b>{ $name }</b> asks to use this bot.
gate-question-group = <b>{ $by }</b> wants this bot in the group <b>{ $name }</b>.
gate-question-nobody = The group <b>{ $name }</b> wants this bot.
gate-many = That was the last question today. Who asks later is found in /guests.
gate-judged = <b>{ $name }</b> · { $verdict }
gate-button-in = ✅ Let in
gate-button-refuse = ⛔ Refuse
gate-button-let-in = ✅ Let in { $name }
gate-button-let-out = ⛔ Let out { $name }
gate-button-refuse-name = ⛔ Refuse { $name }
gate-guests-admins = <b>Admins</b>
gate-guests-asked = <b>Asked to come in</b>
gate-guests-allowed = <b>Let in</b>
gate-guests-refused = <b>Refused</b>
gate-guest = • { $name }
gate-more = and { $count } more
gate-nobody = Nobody else yet. /invite makes a link.
gate-kind-asked = asked to be let in
gate-kind-allowed = let in
gate-kind-refused = refused
gate-done = ✅ Done.
gate-was-so = It was so already.

help-about = <b>Vigie</b> watches news feeds and tells this chat when a subject moves: one message for each story, which grows as more becomes known.
help-following = <b>Follow</b>
help-asking = <b>Ask</b>
help-steering = <b>Steer</b>
help-more = Send or forward a link to learn why it did, or did not, alert. In groups, admins decide what is followed; each topic has its own choice.
help-unknown = I do not know that one. /help lists what I understand.

command-start = begin
command-help = what this bot does
command-storylines = what is watched, and what this chat follows
command-subscribe = follow a storyline, or all
command-unsubscribe = stop following a storyline, or all
command-subscriptions = what this chat follows, and how it comes
command-settings = times, quiet hours, languages, sound
command-pause = hold everything back for a while
command-channel = manage a channel of yours
command-latest = the last stories
command-story = one story by its number
command-search = find items by words
command-figures = who said how many, with a chart
command-timeline = the stories in order of time
command-sources = the feeds and how they are
command-why = why a link did, or did not, alert
command-status = feeds, stories and messages in short
command-addfeed = add a source
command-feeds = the sources in detail
command-health = how the bot itself is
command-track = draft a new storyline
command-invite = a link that lets one chat in
command-guests = who may use the bot

bot-description = Vigie watches news feeds in every language and tells you when a subject that you follow moves: one message for each story, and always a reason.
bot-short-description = A lookout for the news: one message for each story, always with a reason.
