# Answers to questions.

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
asking-status-feeds = <b>Feeds</b>: { $well } well, { $failing } failing
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
