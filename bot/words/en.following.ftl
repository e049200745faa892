# Following: subscriptions, settings, pauses, channels. `$kind` says of what: of this `chat`, or of a `channel`.

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
