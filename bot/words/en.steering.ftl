# Steering: what those who run the bot ask for, and are told.

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
