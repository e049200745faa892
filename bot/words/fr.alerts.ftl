# Les alertes.

alert-why = Pourquoi
alert-repeat = (peut-être déjà reçu)
alert-outlets = { $count ->
    [one] 1 média
   *[other] { $n } médias
 }
alert-origins = { $count ->
    [one] 1 origine
   *[other] { $n } origines
 }
alert-languages = Langues
alert-first = Premier
alert-updated = mis à jour
alert-via = via
alert-more = +{ $n }
alert-more-stories = { $count ->
    [one] et 1 autre histoire
   *[other] et { $count } autres histoires
 }
alert-follows = Suite de
alert-digest = { $count ->
    [one] 1 histoire
   *[other] { $count } histoires
 }
alert-before = avant
alert-colon = { "\u00A0" }:{" "}
alert-semicolon = { "\u00A0" };{" "}
alert-quoted = « { $text } »
alert-no-title = (sans titre)

state-reported = rapporté
state-developing = se développe
state-corroborated = recoupé
state-confirmed = confirmé
state-denied = démenti
state-disputed = contesté
state-dormant = en sommeil

news-follow-up = suite
news-corroborated = recoupé
news-confirmed = confirmé
news-denied = démenti
news-disputed = contesté
news-new-maximum = nouveau chiffre
news-revised = chiffre révisé
news-corrected = rectifié
news-digest = résumé

stance-claims = Affirmé
stance-confirms = Confirmé
stance-denies = Démenti
stance-unconfirmed = Non confirmé
stance-corrects = Rectifié
