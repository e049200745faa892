# Avis aux administrateurs du bot.

notices-new = ⚠️ <b>{ $count ->
    [one] Un nouveau problème
   *[other] { $count } nouveaux problèmes
 }</b>
notices-still = ⏳ <b>{ $count ->
    [one] Ce problème dure
   *[other] Ces { $count } problèmes durent
 }</b>
notices-over = ✅ <b>{ $count ->
    [one] Ce problème est réglé
   *[other] Ces { $count } problèmes sont réglés
 }</b>
notices-feed = • Source : { $text }
notices-file = • Fichier : { $text }
notices-chat = • Conversation : { $text }
notices-sending = • Messages refusés : { $text }
notices-store = • Base de données : { $text }
notices-other = • { $text }
notices-lasted = { $line } ({ $part ->
    [over] après
   *[other] depuis
 } { $span })
notices-more = … et { $count } de plus : /health
