# Notices to the bot's admins.

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
