# Alerts.

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
