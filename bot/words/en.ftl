# Everything that Vigie says in English. Values in braces are filled in; `<b>` and the like are Telegram's HTML.

never = never
just-now = just now

## The frame of the conversation.

sorry = Sorry, that did not work; it is noted in the log. Please try again later.
stale-button = This button is too old. Send the command again for a new one.

## Alerts.

alert-why = Why
alert-repeat = (may be a repeat)
alert-outlets = { $count ->
    [one] 1 outlet
   *[other] { $n } outlets
 }
alert-origins = { $count ->
    [one] 1 origin
   *[other] { $n } origins
 }
alert-languages = Languages
alert-first = First
alert-updated = updated
alert-via = via
alert-more = +{ $n }
alert-more-stories = { $count ->
    [one] and 1 more story
   *[other] and { $count } more stories
 }
alert-follows = Continues
alert-digest = { $count ->
    [one] 1 story
   *[other] { $count } stories
 }
alert-before = before
alert-colon = :{" "}
alert-semicolon = ;{" "}
alert-quoted = “{ $text }”
alert-no-title = (no title)

state-reported = reported
state-developing = developing
state-corroborated = corroborated
state-confirmed = confirmed
state-denied = denied
state-disputed = disputed
state-dormant = dormant

news-follow-up = follow-up
news-corroborated = corroborated
news-confirmed = confirmed
news-denied = denied
news-disputed = disputed
news-new-maximum = new figure
news-revised = revised figure
news-corrected = corrected
news-digest = digest

stance-claims = Claimed
stance-confirms = Confirmed
stance-denies = Denied
stance-unconfirmed = Not confirmed
stance-corrects = Corrected

## The buttons under a story.

story-button-why = Why?
story-button-timeline = Timeline
story-button-mute = 🔕 Mute story
story-button-unmute = 🔔 Unmute story
story-button-mute-outlet = 🔕 Mute outlet
story-button-mute-again = 🔕 Mute again
story-button-undo = ↩ Undo
story-button-good = 👍
story-button-bad = 👎
story-muted = Muted: nothing more of this story comes here.
story-unmuted = Unmuted: this story comes here again from its next change on.
story-which-outlet = Which outlet shall be silent here in this storyline? What others tell as well still comes.
story-outlet-muted = 🔕 What only <b>{ $outlet }</b> tells of <b>{ $title }</b> no longer comes here.
story-outlet-unmuted = 🔔 <b>{ $outlet }</b> is heard here again on <b>{ $title }</b>.
story-good = Noted 👍 Thank you.
story-bad = Noted 👎 It helps to sharpen the rule. Thank you.
story-gone = This story is no longer stored.

## Delivery.

topic-gone = ⚠️ The topic that this was meant for is gone, so it comes here. /subscribe in another topic moves it.

## Following: subscriptions, settings, pauses, channels. `$kind` says of what: of this `chat`, or of a `channel`.

following-greeting = <b>Vigie</b> watches news feeds and tells { $kind ->
    [channel] the channel
   *[chat] this chat
 } when a storyline moves. Tap one to follow it.
following-title = { $mark } <b>{ $title }</b>
following-way = • <b>{ $title }</b> – { $level }
following-storylines = <b>Storylines</b>
following-page = page { $page } of { $pages }
following-none = No storylines are set up yet.
following-how = ✅ is followed. In words: <code>/subscribe name</code>, <code>/unsubscribe name</code>, or <code>all</code>.
following-card = { $stories ->
    [0] no stories this week
    [one] { $stories } story this week
   *[other] { $stories } stories this week
 } · last alert { $ago }
following-card-calm = { $stories ->
    [0] no stories this week
    [one] { $stories } story this week
   *[other] { $stories } stories this week
 } · no alert yet
following-gone = no longer watched
following-all = { $kind ->
    [channel] The channel
   *[chat] This chat
 } follows <b>all</b> storylines, also those to come.
following-button-all = ➕ All storylines
following-button-stop-all = ✅ All storylines – stop
following-button-mine = 📋 What is followed
following-button-settings = ⚙️ Settings
following-button-choose = ➕ Choose storylines
following-button-group = 👥 Add me to a group
following-every = All storylines

following-followed = ✅ { $kind ->
    [channel] The channel
   *[chat] This chat
 } now follows <b>{ $title }</b>.
following-followed-all = ✅ { $kind ->
    [channel] The channel
   *[chat] This chat
 } now follows all storylines, also those to come.
following-already = { $kind ->
    [channel] The channel
   *[chat] This chat
 } already follows <b>{ $title }</b>.
following-already-all = { $kind ->
    [channel] The channel
   *[chat] This chat
 } already follows all storylines.
following-dropped = { $kind ->
    [channel] The channel
   *[chat] This chat
 } no longer follows <b>{ $title }</b>.
following-dropped-all = { $kind ->
    [channel] The channel
   *[chat] This chat
 } no longer follows any storyline.
following-not-followed = { $kind ->
    [channel] The channel
   *[chat] This chat
 } does not follow <b>{ $title }</b>.
following-nothing-followed = { $kind ->
    [channel] The channel
   *[chat] This chat
 } follows no storyline.
following-covered = { $kind ->
    [channel] The channel
   *[chat] This chat
 } follows all storylines, <b>{ $title }</b> too. Stop all first, then follow only those that you want.
following-no-story = There is no story yet; the first one will come by itself.
following-unknown = There is no storyline “{ $called }”. /storylines lists them.
following-vanished = This storyline is no longer watched; the list is new now.
following-admins-only = Only admins can change this.
following-mine = <b>What { $kind ->
    [channel] the channel
   *[chat] this chat
 } follows</b>
following-mine-none = Nothing yet.
following-mine-how = A button leads to how each one comes.

level-everything = every development
level-corroborated = only stories that several sources tell
level-loud = only what is loud
level-hourly = one digest an hour
level-daily = one digest a day, at { $time }
level-button-everything = Every development
level-button-corroborated = Only from several sources
level-button-loud = Only what is loud
level-button-hourly = Digest every hour
level-button-daily = Digest every day…
without-sound = without sound
through-quiet = also in quiet hours

panel-button-back = ‹ Back
quiet-button-off = Off
panel-unchanged = It is so already.
panel-changed = ✅ Done.
panel-channel = 📢 <b>{ $title }</b>

way-level = What comes: { $level }
way-sound = Sound: { $state ->
    [on] on
   *[off] off
 }
way-through = Quiet hours: { $state ->
    [on] it comes all the same
   *[off] kept
 }
way-headlines = Headlines: { $languages }
way-headlines-same = Headlines: as in the settings
way-own = It has settings of its own.
way-as-all = Set as all storylines are; a change holds for this one alone.
way-link = To share: { $link }
way-button-sound-on = 🔔 With sound
way-button-sound-off = 🔕 Without sound
way-button-through-on = 🌙 Also in quiet hours
way-button-through-off = 🌙 Keep quiet hours
way-button-headlines = 📰 Headlines
way-button-as-all = ↩️ As all storylines
way-button-stop = ✖ Stop following
way-daily = <b>{ $title }</b>
    When shall the daily digest come?
way-daily-how = Any other time in words: <code>/settings level { $called } daily 7:15</code>
way-ended = It is not followed any more.

settings-heading = <b>Settings</b>
settings-zone = Time zone: { $city } (now { $time })
settings-zone-none = Time zone: UTC (now { $time }) – not chosen yet
settings-language = Language: { $called }
settings-language-telegram = Language: { $called }, as your Telegram
settings-language-asker = Language: of whoever asks; alerts in { $called }
settings-headlines = Headlines first in: { $languages }
settings-headlines-none = Headlines first in: { $called }
settings-quiet = Quiet hours: { $start }–{ $end }
settings-quiet-urgent = Quiet hours: { $start }–{ $end }; urgent news comes all the same
settings-quiet-none = Quiet hours: none
settings-sound = Sound: { $state ->
    [on] on
   *[off] off
 }
settings-paused = ⏸ Paused until { $time }
settings-not-paused = Pause: none
settings-mutes = Muted: { $stories ->
    [one] { $stories } story
   *[other] { $stories } stories
 }, { $outlets ->
    [one] { $outlets } outlet
   *[other] { $outlets } outlets
 }
settings-mutes-none = Muted: nothing
settings-follows = Follows: { $count ->
    [0] nothing yet
    [one] { $count } storyline
   *[other] { $count } storylines
 }
settings-follows-all = Follows: all storylines
settings-button-zone = 🕰 Time zone
settings-button-language = 💬 Language
settings-button-headlines = 📰 Headlines
settings-button-quiet = 🌙 Quiet hours
settings-button-sound-on = 🔔 With sound
settings-button-sound-off = 🔕 Without sound
settings-button-pause = ⏸ Pause
settings-button-mutes = 🔇 Muted
settings-help = In words:
    <code>/settings zone Paris</code>
    <code>/settings quiet 22:30 7:00</code> (or <code>off</code>, or <code>urgent on</code>)
    <code>/settings language fr</code>
    <code>/settings headlines fr en</code>
    <code>/settings sound off</code>
    <code>/settings level un-sanctions daily 8:00</code> (or <code>everything</code>, <code>corroborated</code>, <code>loud</code>, <code>hourly</code>)
settings-unknown = I do not understand that.

zone-heading = <b>Time zone</b>
zone-now = Now: { $city }, where it is { $time }.
zone-none = None is chosen yet: times are shown and meant in UTC (now { $time }).
zone-how = Another one in words: <code>/settings zone Nairobi</code>
zone-unknown = I know no time zone “{ $called }”. Name a large city near you: <code>/settings zone Paris</code>

language-heading = <b>Language</b>
language-how = All that I say in { $kind ->
    [channel] the channel
   *[chat] this chat
 } is in it, alerts too. Headlines keep their own.
language-button-telegram = As my Telegram
language-unknown = I speak only { $languages }.

headlines-heading = <b>Headlines first in…</b>
headlines-of = <b>{ $title }</b> · headlines first in…
headlines-now = Now: { $languages }.
headlines-none = Now: { $called }, the language of { $kind ->
    [channel] the channel
   *[chat] this chat
 }.
headlines-same = Now: as in the settings.
headlines-how = Where an outlet tells a story in one of them, that headline stands on top. Tap them in the order that you want, up to four.
headlines-button-clear = Clear
headlines-unknown = I know no language “{ $called }”. Two letters each: <code>/settings headlines fr en</code>

quiet-heading = <b>Quiet hours</b>
quiet-now = From { $start } to { $end } nothing comes; what waits comes afterwards, gathered if it is much.
quiet-urgent = Urgent news comes all the same.
quiet-not-urgent = Urgent news waits too.
quiet-none = None: what is told comes at any time.
quiet-zone = Times are those of { $city }.
quiet-how = In words: <code>/settings quiet 22:30 7:00</code>
quiet-button-urgent-on = ❗ Let urgent news through
quiet-button-urgent-off = ❗ Let urgent news wait
quiet-equal = Quiet hours that begin and end at the same time would never end. Name two times: <code>/settings quiet 22:30 7:00</code>
quiet-unknown = Name two times: <code>/settings quiet 22:30 7:00</code>, or <code>/settings quiet off</code>.
quiet-first = There are no quiet hours yet: <code>/settings quiet 22:30 7:00</code>

sound-unknown = <code>/settings sound on</code> or <code>/settings sound off</code>
level-unknown = Name a storyline, then how it shall come: <code>/settings level un-sanctions daily 8:00</code>
    Ways: <code>everything</code>, <code>corroborated</code>, <code>loud</code>, <code>hourly</code>, <code>daily 8:00</code>

pause-heading = <b>Pause</b>
pause-now = ⏸ Nothing comes until { $time }. What waits comes then, gathered if it is much.
pause-none = No pause: alerts come.
zone-utc = ⚠ Times are in UTC as long as no time zone is chosen.
pause-how = In words: <code>/pause 2h</code>, <code>/pause until 8:00</code>, <code>/pause off</code>
pause-button-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
 }
pause-button-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
 }
pause-button-until = Until { $time }
pause-button-off = ▶ End the pause
pause-ended = ▶ The pause is over: alerts come again.
pause-unknown = I do not understand that time. <code>/pause 2h</code>, <code>/pause until 8:00</code> or <code>/pause off</code>; a year at most.

mutes-heading = <b>Muted</b>
mutes-none = Nothing is muted. The buttons under a story mute it, or an outlet.
mutes-how = A button lets it be heard again.
mutes-story = story: { $title }
mutes-outlet = outlet: { $outlet } in { $title }
mutes-unmuted = 🔊 { $title } is heard again.
mutes-gone = That was not muted any more.

channel-how = <b>Channels</b>
    I can tell a channel of yours as well. Make me an admin of it who may post messages; then send me <code>/channel @name</code> here, or forward one of its posts to me.
channel-private = Channels are managed in a private chat with me.
channel-unknown = I cannot see the channel “{ $called }”. Make me an admin of it who may post messages, then try again.
channel-forwarded = I cannot see into “{ $title }”. To have it told by me, make me an admin of it who may post messages, then try again.
channel-not-channel = “{ $called }” is no channel. In a group, write /settings there.
channel-refused = The admins of this bot do not want it to tell that channel.
channel-not-admin = Only the admins of a channel can decide what it is told.
channel-no-post = I may not post in “{ $title }” yet. Give me the right to post messages there, then try again.
channel-ready = I may post there. Choose what it is told.
channel-lost = I can no longer see whether you are an admin of that channel. Make me an admin of it, then send <code>/channel</code> again.

## Answers to questions.

asking-latest = <b>{ $title }</b>
asking-story = • { $title } — { $state }, { $outlets ->
    [one] 1 outlet
   *[other] { $outlets } outlets
 }, { $ago } /story_{ $story }
asking-no-stories = There is no story yet.
asking-no-story = There is no such story. /latest lists the last ones.
asking-more = … and { $count } more
asking-left-out = … { $count } more in between …
asking-page = {" "}· page { $page } of { $pages }
asking-which = Which storyline?
asking-unknown-storyline = There is no storyline “{ $name }”. Which one?
asking-none-followed = No storylines are set up yet.
asking-story-how = Which story? Send its number: /story 12
asking-search-how = What shall I look for? For example: /search soldiers Kursk
asking-found = { $count ->
    [one] 1 item with “{ $words }”
   *[other] { $count } items with “{ $words }”
 }
asking-found-last = The last { $count } items with “{ $words }”
asking-nothing-found = No item has all these words: “{ $words }”.
asking-item = • { $title } — { $source }, { $ago }
asking-item-in-story = • { $title } — { $source }, { $ago } /story_{ $story }

asking-figures = <b>{ $title }</b> · who says how many
asking-no-figures = Nobody has given a number yet.
asking-unit = <i>{ $unit }</i>
asking-claim = • { $amount } — { $who }, since { $day }
asking-claim-highest = • <b>{ $amount }</b> — { $who }, since { $day }
asking-claim-former = The highest so far: { $amount } — { $who }, { $day }
asking-others = others

asking-timeline = <b>{ $title }</b> · timeline
asking-timeline-story = { $day } · { $title } — { $state }, { $outlets ->
    [one] 1 outlet
   *[other] { $outlets } outlets
 } /story_{ $story }
asking-timeline-document = <b>{ $title }</b> · timeline of { $count } stories, with their sources
asking-story-timeline = <b>{ $title }</b> · { $count ->
    [one] 1 item
   *[other] { $count } items
 }
asking-timeline-item = { $at } · { $source }
    { $title }

asking-sources = <b>Sources</b> · { $count }, { $failing } failing
asking-source = ✅ { $name } · { $ago } · { $items ->
    [one] 1 item
   *[other] { $items } items
 }
asking-source-fails = ⚠️ { $name } · { $count ->
    [one] 1 failure
   *[other] { $count } failures in a row
 }: { $reason }
asking-button-sources = Sources
asking-status-feeds = <b>Feeds</b>: { $well } well, { $failing } failing, { $silent } silent
asking-status-gap = ⚠️ { $storyline }: nothing new from its sources in { $tongue }, last news { $ago }
asking-status-poll = Last poll: { $ago }
asking-status-news = Items: { $items } · stories: { $stories } · alerts: { $alerts }
asking-status-outbox = Messages: { $waiting } waiting, { $sent } sent

asking-because = <b>Why</b> · { $title }
asking-word = • “{ $word }” { $where } ({ $concept })
asking-in-title = in the headline
asking-in-summary = in the text
asking-spread = { $spread }
asking-state = State: { $state }
asking-decided = { $at } · { $what }
asking-decided-detail = { $at } · { $what }: { $detail }
asking-unknown-link = No source has served this page.
asking-why-what = Which link? Paste it here, or send it with the command: /why https://example.org/news
asking-why-how = Send the link with its headline, and I tell what the rules say of the words.
asking-by-words = What the rules say of these words:
asking-seen = { $source }, seen { $at }
asking-untracked = It has just come in and is looked at in a moment.
asking-belongs = ✅ <b>{ $title }</b> · /story_{ $story }
asking-decision = Decided: { $what }
asking-not-here = This chat was not told: it did not follow the storyline then, or chose not to be told of it.
asking-told-here = Told here { $at }
asking-failed-here = It was not sent here: this chat had it by another message, muted it, or could not be reached.
asking-waits-here = It waits to be sent here.
asking-rules-not-read = The rules are just being read. Please ask again in a moment.
asking-would = ✅ It belongs to <b>{ $title }</b>:
asking-would-not = ✗ Not <b>{ $title }</b>:
asking-no-word = No storyline finds any of its words in it.
asking-unread = • the storyline does not read this source or language
asking-slot-found = • { $concept }: { $words }
asking-slot-nearly = • { $concept }: missing; nearly { $words }
asking-slot-empty = • { $concept }: missing
asking-excluded = • excluded by { $words } ({ $concept })
asking-score = • too weak: { $score }, and { $needed } is needed

decision-new-story = a new story
decision-follow-up = continues an older story
decision-corroborated = corroborated by more origins
decision-confirmed = confirmed
decision-denied = denied
decision-disputed = disputed
decision-new-maximum = a higher figure than ever
decision-revised = a revised figure
decision-corrected = corrected
decision-updated = shown in the message of its story
decision-already-told = its story was told already
decision-baseline = older than the first look at its source
decision-too-few-origins = waits for more independent origins
decision-cooling-down = a message of its story was sent a moment ago
decision-over-the-cap = too many messages in an hour; told in the next digest
decision-digest = told in a digest

## Who is heard, help and menus.

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

## Steering: what those who run the bot ask for, and are told.

steering-not-ready = The storylines are still being read. Please try again in a minute.
steering-page = page { $page } of { $pages }
steering-more = … and { $count } more
steering-button-cancel = Cancel

# /addfeed

steering-addfeed-how = Send <code>/addfeed</code> with the address of a feed, or of a page that has one. Its language may stand behind it:
    <code>/addfeed https://example.org/news ko</code>
steering-addfeed-looking = 🔎 Looking for feeds…
steering-addfeed-none = No feed was found there: { $reason }.
steering-addfeed-language = <code>{ $tongue }</code> is no language. Write it as in <code>en</code>, <code>fr</code> or <code>pt-BR</code>.
steering-found-several = <b>{ $count } feeds were found.</b> Which one?
steering-found-one-of = • <b>{ $title }</b> · { $tongue } · { $items ->
    [one] one item
   *[other] { $items } items
 }
steering-found = <b>{ $title }</b>
steering-found-address = <code>{ $url }</code>
steering-found-facts = Language: { $tongue } · { $items ->
    [0] no items yet
    [one] one item
   *[other] { $items } items
 }
steering-found-unknown-language = not known
steering-found-no-language = Items whose language is not known are read as of every language. To name it, send <code>/addfeed</code> with the address and, for example, <code>ko</code>.
steering-found-newest = Newest:
steering-found-matching = { $count ->
    [one] One item matches now:
   *[other] { $count } items match now:
 }
steering-found-none-matching = None of them matches a storyline now.
steering-found-headline = • { $title }
steering-found-match = • <i>{ $storyline }</i>: { $title }
steering-found-known = This source is there already, as <code>{ $id }</code>.
steering-button-add = ➕ Add
steering-added = ✅ <b>{ $title }</b> is a source now, as <code>{ $id }</code> in feeds.yaml. It is read within a minute; what it holds today is remembered in silence.
steering-cancelled = Nothing was added.
steering-file-wrong = It could not be written:
steering-problem = • { $problem }
steering-found-stale = This is too old. Send the address again.

# /feeds

steering-feeds = <b>{ $count ->
    [0] No sources
    [one] One source
   *[other] { $count } sources
 }</b>{ $failing ->
    [0] {""}
    [one] , one fails
   *[other] , { $failing } fail
 }
steering-feed-well = ✅ <b>{ $source }</b> · { $every }
    asked { $polled } · last news { $news } · { $items ->
    [one] one item
   *[other] { $items } items
 }
steering-feed-new = ▫️ <b>{ $source }</b> · { $every }
    not asked yet
steering-feed-failing = ❌ <b>{ $source }</b> (<code>{ $id }</code>) · { $every }
    { $failures ->
    [one] failed once
   *[other] failed { $failures } times in a row
 }, last success: { $good }
    { $reason }
steering-feed-silent = 🔇 <b>{ $source }</b> (<code>{ $id }</code>) · { $every }
    it answers, but brings nothing new; last news { $news }
steering-feed-gap = ⚠️ <b>{ $source }</b> (<code>{ $id }</code>) · { $every }
    its list is all new each time: articles may come and go between two looks
steering-feed-moved = ↪️ <b>{ $source }</b> (<code>{ $id }</code>) · { $every }
    moved for good to { $address }
steering-every = every { $unit ->
    [minutes] { $number } min
    [hours] { $number } h
   *[days] { $number ->
        [one] day
       *[other] { $number } days
    }
 }

# /health

steering-health = <b>Vigie { $version }</b>, started { $ago }
steering-health-feeds = <b>Sources:</b> { $count }, { $failing ->
    [0] all well
    [one] one fails
   *[other] { $failing } fail
 }
steering-failure = • <b>{ $source }</b>: { $reason } (last success: { $ago })
steering-health-messages = <b>Messages:</b> { $waiting ->
    [0] none waits
    [one] one waits
   *[other] { $waiting } wait
 }{ $sending ->
    [0] {""}
   *[other] , { $sending } on the way
 }
steering-health-unreachable = <b>Chats that cannot be reached:</b> { $count }
steering-unreachable = • { $chat }: { $reason }
steering-health-items = <b>Items:</b> { $items } stored{ $untracked ->
    [0] {""}
    [one] , one still to be matched
   *[other] , { $untracked } still to be matched
 }
steering-health-size = <b>Database:</b> { $size } MB
steering-health-troubles = { $count ->
    [0] ✅ No troubles.
   *[other] <b>Troubles:</b> { $count }
 }
steering-trouble = { $line } ({ $ago })

# /track

steering-track-how = Send <code>/track</code> with a few words that say what it is about, as a headline would: <code>/track drones in Sudan</code>
steering-track-trying = 🔎 Drafting it and trying it on the last 30 days. This takes a few seconds.
steering-draft-slow = Trying this out took too long. Please try again later, or with fewer words.
steering-draft-wrong = No storyline can be made of these words: { $problem }. Please try other ones.
steering-draft-empty = None of these words says what to look for. Name the things that every headline has, such as <code>/track drones in Sudan</code>.
steering-draft-title = <b>Draft: { $title }</b>
steering-draft-asks = { $count ->
    [one] An item must name:
   *[other] An item must name all of these:
 }
steering-draft-known = • “{ $words }” – known in { $languages ->
    [one] one language
   *[other] { $languages } languages
 }
steering-draft-own = • “{ $words }” – found only as it is written here
steering-draft-untried = No items are stored yet to try it on.
steering-draft-counts = Of { $items ->
    [one] one item
   *[other] { $items } items
 } { $days ->
    [one] of one day
   *[other] of { $days } days
 }, { $found ->
    [0] <b>none matches</b>
    [one] <b>one matches</b>
   *[other] <b>{ $found } match</b>
 }.
steering-draft-cut = Older items were left out.
steering-draft-weekly = { $stories ->
    [one] They tell one story
   *[other] They tell { $stories } stories
 }: about { $weekly ->
    [one] one alert
   *[other] { $weekly } alerts
 } a week.
steering-draft-seldom = { $stories ->
    [one] They tell one story
   *[other] They tell { $stories } stories
 }: less than one alert in two weeks.
steering-draft-latest = <b>Last matches:</b>
steering-draft-nearly = <b>Narrowly missed:</b> { $count ->
    [one] one item lacks
   *[other] { $count } items lack
 } only “{ $words }”
steering-draft-item = • { $day }, { $tongue }: { $title }
steering-draft-warn-nothing = ⚠️ Nothing of the past matches. The words may be too special, or too many.
steering-draft-warn-much = ⚠️ That is a lot. One word more makes it sharper.
steering-draft-warn-single = ⚠️ It asks for one thing only. A second one makes it sharper.
steering-draft-end = Nothing is in force yet. It would be written to <code>rules/{ $file }</code>, where it can be refined.
steering-button-enable = ✅ Enable
steering-button-discard = Discard
steering-enabled = ✅ <b>{ $id }</b> is in force in a few seconds. Its file is <code>rules/{ $id }.yaml</code>.
steering-button-follow = ➕ Follow it
steering-discarded = The draft is discarded.
steering-draft-gone = This draft is gone: it was enabled or discarded.

## Notices to the bot's admins.

notices-new = ⚠️ <b>{ $count ->
    [one] A new trouble
   *[other] { $count } new troubles
 }</b>
notices-still = ⏳ <b>{ $count ->
    [one] This trouble goes on
   *[other] These { $count } troubles go on
 }</b>
notices-over = ✅ <b>{ $count ->
    [one] This trouble is over
   *[other] These { $count } troubles are over
 }</b>
notices-feed = • Source: { $text }
notices-silent = • Silent source: { $text }
notices-coverage = • { $storyline }: its sources in { $tongue } bring nothing more
notices-file = • File: { $text }
notices-chat = • Chat: { $text }
notices-sending = • Messages are refused: { $text }
notices-store = • Database: { $text }
notices-other = • { $text }
notices-lasted = { $line } ({ $part ->
    [over] after
   *[other] for
 } { $span })
notices-more = … and { $count } more: /health

## Timelines as documents.

page-title = { $title }: timeline
page-stories = { $count ->
    [one] 1 story
   *[other] { $n } stories
 }
page-span = { $stories }, { $first } to { $last }.
page-made = Made by Vigie on { $made }.
page-state = State
page-told-by = Told by
page-spread = { $outlets }, { $origins }; in { $languages }
page-unknown-language = an unknown language
page-original = Original ({ $language })
page-sources = Sources
page-more = { $count ->
    [one] and 1 more item
   *[other] and { $n } more items
 }
page-references = References
page-reference = Reference { $place }
page-outlet = { $source } ({ $language })
page-outlet-via = { $source } ({ $language }, origin { $origin })
