# Tout ce que Vigie dit en français. Les valeurs entre accolades sont remplies ; `<b>` etc. est le HTML de Telegram.

never = jamais
just-now = à l'instant

## Le cadre de la conversation.

sorry = Désolé, cela n'a pas marché ; c'est noté dans le journal. Veuillez réessayer plus tard.
stale-button = Ce bouton est trop ancien. Envoyez de nouveau la commande pour en avoir un autre.

## Les alertes.

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

## Les boutons sous une histoire.

story-button-why = Pourquoi ?
story-button-timeline = Chronologie
story-button-mute = 🔕 Taire l'histoire
story-button-unmute = 🔔 Ne plus taire
story-button-mute-outlet = 🔕 Taire un média
story-button-mute-again = 🔕 Taire de nouveau
story-button-undo = ↩ Annuler
story-button-good = 👍
story-button-bad = 👎
story-muted = C'est fait : plus rien de cette histoire n'arrive ici.
story-unmuted = C'est fait : cette histoire arrive de nouveau ici dès son prochain changement.
story-which-outlet = Quel média taire ici pour ce sujet ? Ce que d'autres racontent aussi arrive toujours.
story-outlet-muted = 🔕 Ce que seul <b>{ $outlet }</b> raconte sur <b>{ $title }</b> n'arrive plus ici.
story-outlet-unmuted = 🔔 <b>{ $outlet }</b> est de nouveau entendu ici sur <b>{ $title }</b>.
story-good = Noté 👍 Merci.
story-bad = Noté 👎 Cela aide à affiner la règle. Merci.
story-gone = Cette histoire n'est plus conservée.

## L'envoi.

topic-gone = ⚠️ La discussion prévue n'existe plus, le message arrive donc ici. /subscribe dans une autre discussion le déplace.

## Suivre : abonnements, réglages, pauses, canaux. `$kind` dit de quoi : de ce `chat`, ou d'un `channel`.

following-greeting = <b>Vigie</b> surveille des flux d'actualité et prévient { $kind ->
    [channel] le canal
   *[chat] ce chat
 } quand un sujet évolue. Touchez un sujet pour le suivre.
following-title = { $mark } <b>{ $title }</b>
following-way = • <b>{ $title }</b> – { $level }
following-storylines = <b>Sujets</b>
following-page = page { $page } sur { $pages }
following-none = Aucun sujet n'est encore configuré.
following-how = ✅ est suivi. Par écrit : <code>/subscribe nom</code>, <code>/unsubscribe nom</code>, ou <code>all</code> pour tous.
following-card = { $stories ->
    [0] aucune histoire cette semaine
    [one] { $stories } histoire cette semaine
   *[other] { $stories } histoires cette semaine
 } · dernière alerte { $ago }
following-card-calm = { $stories ->
    [0] aucune histoire cette semaine
    [one] { $stories } histoire cette semaine
   *[other] { $stories } histoires cette semaine
 } · pas encore d'alerte
following-gone = n'est plus surveillé
following-all = { $kind ->
    [channel] Le canal
   *[chat] Ce chat
 } suit <b>tous</b> les sujets, y compris ceux à venir.
following-button-all = ➕ Tous les sujets
following-button-stop-all = ✅ Tous les sujets – arrêter
following-button-mine = 📋 Ce qui est suivi
following-button-settings = ⚙️ Réglages
following-button-choose = ➕ Choisir des sujets
following-button-group = 👥 M'ajouter à un groupe
following-every = Tous les sujets

following-followed = ✅ { $kind ->
    [channel] Le canal
   *[chat] Ce chat
 } suit maintenant <b>{ $title }</b>.
following-followed-all = ✅ { $kind ->
    [channel] Le canal
   *[chat] Ce chat
 } suit maintenant tous les sujets, y compris ceux à venir.
following-already = { $kind ->
    [channel] Le canal
   *[chat] Ce chat
 } suit déjà <b>{ $title }</b>.
following-already-all = { $kind ->
    [channel] Le canal
   *[chat] Ce chat
 } suit déjà tous les sujets.
following-dropped = { $kind ->
    [channel] Le canal
   *[chat] Ce chat
 } ne suit plus <b>{ $title }</b>.
following-dropped-all = { $kind ->
    [channel] Le canal
   *[chat] Ce chat
 } ne suit plus aucun sujet.
following-not-followed = { $kind ->
    [channel] Le canal
   *[chat] Ce chat
 } ne suit pas <b>{ $title }</b>.
following-nothing-followed = { $kind ->
    [channel] Le canal
   *[chat] Ce chat
 } ne suit aucun sujet.
following-covered = { $kind ->
    [channel] Le canal
   *[chat] Ce chat
 } suit tous les sujets, <b>{ $title }</b> aussi. Arrêtez d'abord tout, puis ne suivez que ceux que vous voulez.
following-no-story = Il n'y a pas encore d'histoire ; la première viendra d'elle-même.
following-unknown = Il n'y a pas de sujet « { $called } ». /storylines les énumère.
following-vanished = Ce sujet n'est plus surveillé ; la liste est maintenant à jour.
following-admins-only = Seuls les administrateurs peuvent changer cela.
following-mine = <b>Ce que suit { $kind ->
    [channel] le canal
   *[chat] ce chat
 }</b>
following-mine-none = Rien pour le moment.
following-mine-how = Un bouton mène à la façon dont chacun arrive.

level-everything = chaque développement
level-corroborated = seulement les histoires que plusieurs sources racontent
level-loud = seulement ce qui est marquant
level-hourly = un résumé par heure
level-daily = un résumé par jour, à { $time }
level-button-everything = Chaque développement
level-button-corroborated = Seulement si plusieurs sources
level-button-loud = Seulement ce qui est marquant
level-button-hourly = Résumé toutes les heures
level-button-daily = Résumé chaque jour…
without-sound = sans son
through-quiet = même aux heures calmes

panel-button-back = ‹ Retour
quiet-button-off = Aucune
panel-unchanged = C'est déjà ainsi.
panel-changed = ✅ C'est fait.
panel-channel = 📢 <b>{ $title }</b>

way-level = Ce qui arrive : { $level }
way-sound = Son : { $state ->
    [on] oui
   *[off] non
 }
way-through = Heures calmes : { $state ->
    [on] il arrive quand même
   *[off] respectées
 }
way-headlines = Titres : { $languages }
way-headlines-same = Titres : selon les réglages
way-own = Ce sujet a ses propres réglages.
way-as-all = Réglé comme tous les sujets ; un changement ne vaut que pour celui-ci.
way-link = À partager : { $link }
way-button-sound-on = 🔔 Avec son
way-button-sound-off = 🔕 Sans son
way-button-through-on = 🌙 Même aux heures calmes
way-button-through-off = 🌙 Respecter les heures calmes
way-button-headlines = 📰 Titres
way-button-as-all = ↩️ Comme tous les sujets
way-button-stop = ✖ Ne plus suivre
way-daily = <b>{ $title }</b>
    À quelle heure le résumé du jour doit-il arriver ?
way-daily-how = Une autre heure par écrit : <code>/settings niveau { $called } jour 7:15</code>
way-ended = Ce sujet n'est plus suivi.

settings-heading = <b>Réglages</b>
settings-zone = Fuseau horaire : { $city } (il y est { $time })
settings-zone-none = Fuseau horaire : UTC (il y est { $time }) – pas encore choisi
settings-language = Langue : { $called }
settings-language-telegram = Langue : { $called }, comme votre Telegram
settings-language-asker = Langue : celle de qui demande ; alertes en { $called }
settings-headlines = Titres d'abord en : { $languages }
settings-headlines-none = Titres d'abord en : { $called }
settings-quiet = Heures calmes : { $start }–{ $end }
settings-quiet-urgent = Heures calmes : { $start }–{ $end } ; l'urgent arrive quand même
settings-quiet-none = Heures calmes : aucune
settings-sound = Son : { $state ->
    [on] oui
   *[off] non
 }
settings-paused = ⏸ En pause ; fin : { $time }
settings-not-paused = Pause : aucune
settings-mutes = En sourdine : { $stories ->
    [one] { $stories } histoire
   *[other] { $stories } histoires
 }, { $outlets ->
    [one] { $outlets } média
   *[other] { $outlets } médias
 }
settings-mutes-none = En sourdine : rien
settings-follows = Suit : { $count ->
    [0] rien pour le moment
    [one] { $count } sujet
   *[other] { $count } sujets
 }
settings-follows-all = Suit : tous les sujets
settings-button-zone = 🕰 Fuseau horaire
settings-button-language = 💬 Langue
settings-button-headlines = 📰 Titres
settings-button-quiet = 🌙 Heures calmes
settings-button-sound-on = 🔔 Avec son
settings-button-sound-off = 🔕 Sans son
settings-button-pause = ⏸ Pause
settings-button-mutes = 🔇 Sourdine
settings-help = Par écrit :
    <code>/settings fuseau Paris</code>
    <code>/settings calme 22:30 7:00</code> (ou <code>non</code>, ou <code>urgent oui</code>)
    <code>/settings langue fr</code>
    <code>/settings titres fr en</code>
    <code>/settings son non</code>
    <code>/settings niveau un-sanctions jour 8:00</code> (ou <code>tout</code>, <code>confirmé</code>, <code>marquant</code>, <code>heure</code>)
settings-unknown = Je ne comprends pas cela.

zone-heading = <b>Fuseau horaire</b>
zone-now = Actuellement : { $city }, où il est { $time }.
zone-none = Aucun n'est encore choisi : les heures s'entendent en UTC (il y est { $time }).
zone-how = Un autre par écrit : <code>/settings fuseau Nairobi</code>
zone-unknown = Je ne connais pas de fuseau « { $called } ». Nommez une grande ville proche de vous : <code>/settings fuseau Paris</code>

language-heading = <b>Langue</b>
language-how = Celle de tout ce que je dis dans { $kind ->
    [channel] le canal
   *[chat] ce chat
 }, alertes comprises. Les titres gardent la leur.
language-button-telegram = Comme mon Telegram
language-unknown = Je ne parle que { $languages }.

headlines-heading = <b>Titres d'abord en…</b>
headlines-of = <b>{ $title }</b> · titres d'abord en…
headlines-now = Actuellement : { $languages }.
headlines-none = Actuellement : { $called }, la langue { $kind ->
    [channel] du canal
   *[chat] de ce chat
 }.
headlines-same = Actuellement : selon les réglages.
headlines-how = Si un média raconte une histoire dans l'une d'elles, ce titre vient en premier. Touchez-les dans l'ordre voulu, quatre au plus.
headlines-button-clear = Effacer
headlines-unknown = Je ne connais pas de langue « { $called } ». Deux lettres chacune : <code>/settings titres fr en</code>

quiet-heading = <b>Heures calmes</b>
quiet-now = De { $start } à { $end }, rien n'arrive ; ce qui attend vient ensuite, regroupé s'il y en a beaucoup.
quiet-urgent = L'urgent arrive quand même.
quiet-not-urgent = L'urgent attend aussi.
quiet-none = Aucune : les alertes arrivent à toute heure.
quiet-zone = Les heures sont celles de { $city }.
quiet-how = Par écrit : <code>/settings calme 22:30 7:00</code>
quiet-button-urgent-on = ❗ Laisser passer l'urgent
quiet-button-urgent-off = ❗ Faire attendre l'urgent
quiet-equal = Des heures calmes qui commencent et finissent à la même heure ne finiraient jamais. Nommez deux heures : <code>/settings calme 22:30 7:00</code>
quiet-unknown = Nommez deux heures : <code>/settings calme 22:30 7:00</code>, ou <code>/settings calme non</code>.
quiet-first = Il n'y a pas encore d'heures calmes : <code>/settings calme 22:30 7:00</code>

sound-unknown = <code>/settings son oui</code> ou <code>/settings son non</code>
level-unknown = Nommez un sujet, puis la façon dont il doit arriver : <code>/settings niveau un-sanctions jour 8:00</code>
    Façons : <code>tout</code>, <code>confirmé</code>, <code>marquant</code>, <code>heure</code>, <code>jour 8:00</code>

pause-heading = <b>Pause</b>
pause-now = ⏸ En pause ; fin : { $time }. Ce qui attend vient ensuite, regroupé s'il y en a beaucoup.
pause-none = Pas de pause : les alertes arrivent.
zone-utc = ⚠ Les heures sont en UTC tant qu'aucun fuseau n'est choisi.
pause-how = Par écrit : <code>/pause 2h</code>, <code>/pause 8:00</code>, <code>/pause non</code>
pause-button-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
 }
pause-button-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
 }
pause-button-until = Jusqu'à { $time }
pause-button-off = ▶ Finir la pause
pause-ended = ▶ La pause est finie : les alertes arrivent de nouveau.
pause-unknown = Je ne comprends pas cette heure. <code>/pause 2h</code>, <code>/pause 8:00</code> ou <code>/pause non</code> ; un an au plus.

mutes-heading = <b>En sourdine</b>
mutes-none = Rien n'est en sourdine. Les boutons sous une histoire la font taire, ou un média.
mutes-how = Un bouton lui rend la parole.
mutes-story = histoire : { $title }
mutes-outlet = média : { $outlet } dans { $title }
mutes-unmuted = 🔊 { $title } se fait de nouveau entendre.
mutes-gone = Cela n'était plus en sourdine.

channel-how = <b>Canaux</b>
    Je peux aussi alimenter un de vos canaux. Nommez-m'y administrateur avec le droit de publier, puis envoyez-moi ici <code>/channel @nom</code>, ou transférez-moi un de ses messages.
channel-private = Les canaux se gèrent dans un chat privé avec moi.
channel-unknown = Je ne vois pas le canal « { $called } ». Nommez-m'y administrateur avec le droit de publier, puis réessayez.
channel-forwarded = Je n'ai pas accès à « { $title } ». Pour que je l'alimente, nommez-m'y administrateur avec le droit de publier, puis réessayez.
channel-not-channel = « { $called } » n'est pas un canal. Dans un groupe, écrivez-y /settings.
channel-refused = Les administrateurs de ce bot ne veulent pas qu'il alimente ce canal.
channel-not-admin = Seuls les administrateurs d'un canal décident de ce qu'il reçoit.
channel-no-post = Je n'ai pas encore le droit de publier dans « { $title } ». Donnez-le-moi, puis réessayez.
channel-ready = J'ai le droit d'y publier. Choisissez ce qu'il reçoit.
channel-lost = Je ne vois plus si vous êtes administrateur de ce canal. Nommez-m'y administrateur, puis envoyez de nouveau <code>/channel</code>.

## Réponses aux questions.

asking-latest = <b>{ $title }</b>
asking-story = • { $title } — { $state }, { $outlets ->
    [one] 1 média
   *[other] { $outlets } médias
 }, { $ago } /story_{ $story }
asking-no-stories = Il n'y a pas encore d'histoire.
asking-no-story = Cette histoire n'existe pas. /latest énumère les dernières.
asking-more = … et { $count } de plus
asking-left-out = … { $count } de plus entre les deux …
asking-page = {" "}· page { $page } sur { $pages }
asking-which = Quel sujet ?
asking-unknown-storyline = Il n'y a pas de sujet « { $name } ». Lequel ?
asking-none-followed = Aucun sujet n'est encore configuré.
asking-story-how = Quelle histoire ? Envoyez son numéro : /story 12
asking-search-how = Que faut-il chercher ? Par exemple : /search soldats Koursk
asking-found = { $count ->
    [one] 1 article avec « { $words } »
   *[other] { $count } articles avec « { $words } »
 }
asking-found-last = Les { $count } derniers articles avec « { $words } »
asking-nothing-found = Aucun article ne contient tous ces mots : « { $words } ».
asking-item = • { $title } — { $source }, { $ago }
asking-item-in-story = • { $title } — { $source }, { $ago } /story_{ $story }

asking-figures = <b>{ $title }</b> · qui dit combien
asking-no-figures = Personne n'a encore donné de chiffre.
asking-unit = <i>{ $unit }</i>
asking-claim = • { $amount } — { $who }, depuis le { $day }
asking-claim-highest = • <b>{ $amount }</b> — { $who }, depuis le { $day }
asking-claim-former = Le plus haut jusqu'ici : { $amount } — { $who }, le { $day }
asking-others = autres

asking-timeline = <b>{ $title }</b> · chronologie
asking-timeline-story = { $day } · { $title } — { $state }, { $outlets ->
    [one] 1 média
   *[other] { $outlets } médias
 } /story_{ $story }
asking-timeline-document = <b>{ $title }</b> · chronologie de { $count } histoires, avec leurs sources
asking-story-timeline = <b>{ $title }</b> · { $count ->
    [one] 1 article
   *[other] { $count } articles
 }
asking-timeline-item = { $at } · { $source }
    { $title }

asking-sources = <b>Sources</b> · { $count }, { $failing ->
    [0] aucune en panne
   *[other] dont { $failing } en panne
 }
asking-source = ✅ { $name } · { $ago } · { $items ->
    [one] 1 article
   *[other] { $items } articles
 }
asking-source-fails = ⚠️ { $name } · { $count ->
    [one] 1 échec
   *[other] { $count } échecs de suite
 } : { $reason }
asking-button-sources = Sources
asking-status-feeds = <b>Flux</b> : { $well } en état, { $failing } en panne, { $silent } muets
asking-status-gap = ⚠️ { $storyline } : plus rien de ses sources en { $tongue }, dernière nouveauté { $ago }
asking-status-poll = Dernière lecture : { $ago }
asking-status-news = Articles : { $items } · histoires : { $stories } · alertes : { $alerts }
asking-status-outbox = Messages : { $waiting } en attente, { $sent ->
    [one] { $sent } envoyé
   *[other] { $sent } envoyés
 }

asking-because = <b>Pourquoi</b> · { $title }
asking-word = • « { $word } » { $where } ({ $concept })
asking-in-title = dans le titre
asking-in-summary = dans le texte
asking-spread = { $spread }
asking-state = État : { $state }
asking-decided = { $at } · { $what }
asking-decided-detail = { $at } · { $what } : { $detail }
asking-unknown-link = Aucune source n'a servi cette page.
asking-why-what = Quel lien ? Collez-le ici, ou envoyez-le avec la commande : /why https://example.org/info
asking-why-how = Envoyez le lien avec son titre, et je dirai ce que les règles pensent de ces mots.
asking-by-words = Ce que les règles disent de ces mots :
asking-seen = { $source }, vu le { $at }
asking-untracked = L'article vient d'arriver et sera examiné dans un instant.
asking-belongs = ✅ <b>{ $title }</b> · /story_{ $story }
asking-decision = Décidé : { $what }
asking-not-here = Ce chat n'a pas été prévenu : il ne suivait pas alors le sujet, ou a choisi de ne pas l'être.
asking-told-here = Annoncé ici le { $at }
asking-failed-here = Ce n'a pas été envoyé ici : ce chat l'avait par un autre message, l'a fait taire, ou était injoignable.
asking-waits-here = L'envoi ici est en attente.
asking-rules-not-read = Les règles sont en cours de lecture. Veuillez redemander dans un instant.
asking-would = ✅ Cela relève de <b>{ $title }</b> :
asking-would-not = ✗ Pas <b>{ $title }</b> :
asking-no-word = Aucun sujet n'y trouve un de ses mots.
asking-unread = • le sujet ne lit pas cette source ou cette langue
asking-slot-found = • { $concept } : { $words }
asking-slot-nearly = • { $concept } : manque ; presque { $words }
asking-slot-empty = • { $concept } : manque
asking-excluded = • exclu par { $words } ({ $concept })
asking-score = • trop faible : { $score }, il faut { $needed }

decision-new-story = une nouvelle histoire
decision-follow-up = continue une histoire plus ancienne
decision-corroborated = recoupé par d'autres origines
decision-confirmed = confirmé
decision-denied = démenti
decision-disputed = contesté
decision-new-maximum = un chiffre plus élevé que jamais
decision-revised = un chiffre révisé
decision-corrected = rectifié
decision-updated = montré dans le message de son histoire
decision-already-told = son histoire était déjà annoncée
decision-baseline = antérieur à la première lecture de sa source
decision-too-few-origins = attend d'autres origines indépendantes
decision-cooling-down = un message de son histoire vient de partir
decision-over-the-cap = trop de messages en une heure ; annoncé dans le prochain résumé
decision-digest = annoncé dans un résumé

## Qui est entendu, l'aide et les menus.

gate-slower = C'est beaucoup d'un coup. Veuillez patienter un instant, puis continuez.
gate-asked = Bonjour ! Les administrateurs de ce bot ont été priés d'admettre ce chat. La réponse arrivera ici.
gate-noted = Bonjour ! Votre demande est notée ; les administrateurs de ce bot la verront. La réponse arrivera ici.
gate-no-admin = Bonjour ! Ce bot n'a pas encore d'administrateur. La personne qui l'a installé trouve un code à usage unique dans son terminal ou son journal : envoyez ce code ici pour devenir administrateur.
gate-admin = ✅ Vous êtes maintenant administrateur de ce bot. /start montre ce qui peut être suivi, /help ce que vous pouvez faire.
gate-waiting = { $count ->
    [one] 1 chat attend d'être admis : /guests
   *[other] { $count } chats attendent d'être admis : /guests
 }
gate-in = ✅ Ce chat est admis. /start montre ce qui peut être suivi.
gate-out = Désolé, les administrateurs de ce bot n'ont pas admis ce chat.
gate-invitation = Ce lien admet un seul chat, une fois, pendant sept jours :
    { $link }
    Pour un groupe, choisissez-le plutôt ici :
    { $group }
gate-invitation-gone = Cette invitation a déjà servi ou est trop ancienne. Veuillez en demander une autre.
gate-private = Cela fonctionne dans un chat privé avec moi.
gate-question = <b>{ $name }</b> demande à utiliser ce bot.
gate-question-group = <b>{ $by }</b> veut ce bot dans le groupe <b>{ $name }</b>.
gate-question-nobody = Le groupe <b>{ $name }</b> veut ce bot.
gate-many = C'était la dernière question pour aujourd'hui. Qui demande plus tard se trouve dans /guests.
gate-judged = <b>{ $name }</b> · { $verdict }
gate-button-in = ✅ Admettre
gate-button-refuse = ⛔ Refuser
gate-button-let-in = ✅ Admettre { $name }
gate-button-let-out = ⛔ Exclure { $name }
gate-button-refuse-name = ⛔ Refuser { $name }
gate-guests-admins = <b>Administrateurs</b>
gate-guests-asked = <b>Demandent à être admis</b>
gate-guests-allowed = <b>Admis</b>
gate-guests-refused = <b>Refusés</b>
gate-guest = • { $name }
gate-more = et { $count } autres
gate-nobody = Personne d'autre encore. /invite crée un lien.
gate-kind-asked = a demandé à être admis
gate-kind-allowed = admis
gate-kind-refused = refusé
gate-done = ✅ C'est fait.
gate-was-so = C'était déjà le cas.

help-about = <b>Vigie</b> surveille des flux d'actualité et prévient ce chat quand un sujet évolue : un message par histoire, qui grandit à mesure que l'on en sait plus.
help-following = <b>Suivre</b>
help-asking = <b>Demander</b>
help-steering = <b>Piloter</b>
help-more = Envoyez ou transférez un lien pour savoir pourquoi il a, ou n'a pas, donné une alerte. Dans un groupe, les administrateurs décident de ce qui est suivi ; chaque discussion thématique a ses propres choix.
help-unknown = Je ne connais pas cette commande. /help énumère celles que je comprends.

command-start = commencer
command-help = ce que fait ce bot
command-storylines = ce qui est surveillé, et ce que suit ce chat
command-subscribe = suivre un sujet, ou tous
command-unsubscribe = ne plus suivre un sujet, ou tous
command-subscriptions = ce que suit ce chat, et comment cela arrive
command-settings = horaires, heures calmes, langues, son
command-pause = tout retenir un moment
command-channel = gérer un canal à vous
command-latest = les dernières histoires
command-story = une histoire par son numéro
command-search = chercher des articles par mots
command-figures = qui a dit combien, avec un graphique
command-timeline = les histoires dans l'ordre du temps
command-sources = les flux et leur état
command-why = pourquoi un lien a, ou n'a pas, donné une alerte
command-status = flux, histoires et messages en bref
command-addfeed = ajouter une source
command-feeds = les sources en détail
command-health = comment va le bot lui-même
command-track = ébaucher un nouveau sujet
command-invite = un lien qui admet un chat
command-guests = qui peut utiliser le bot

bot-description = Vigie surveille des flux d'actualité dans toutes les langues et vous prévient quand un sujet que vous suivez évolue : un message par histoire, et toujours une raison.
bot-short-description = Une vigie pour l'actualité : un message par histoire, toujours avec une raison.

## Pilotage : ce que demandent, et apprennent, ceux qui font tourner le bot.

steering-not-ready = Les sujets sont encore en cours de lecture. Veuillez réessayer dans une minute.
steering-page = page { $page } sur { $pages }
steering-more = … et { $count } de plus
steering-button-cancel = Annuler

# /addfeed

steering-addfeed-how = Envoyez <code>/addfeed</code> avec l'adresse d'un flux, ou d'une page qui en a un. Sa langue peut suivre :
    <code>/addfeed https://example.org/news ko</code>
steering-addfeed-looking = 🔎 Recherche de flux…
steering-addfeed-none = Aucun flux trouvé à cette adresse : { $reason }.
steering-addfeed-language = <code>{ $tongue }</code> n'est pas une langue. Écrivez-la comme <code>en</code>, <code>fr</code> ou <code>pt-BR</code>.
steering-found-several = <b>{ $count } flux ont été trouvés.</b> Lequel ?
steering-found-one-of = • <b>{ $title }</b> · { $tongue } · { $items ->
    [one] { $items } article
   *[other] { $items } articles
 }
steering-found = <b>{ $title }</b>
steering-found-address = <code>{ $url }</code>
steering-found-facts = Langue : { $tongue } · { $items ->
    [0] encore aucun article
    [one] { $items } article
   *[other] { $items } articles
 }
steering-found-unknown-language = inconnue
steering-found-no-language = Les articles dont la langue est inconnue sont lus comme étant de toute langue. Pour la donner, envoyez <code>/addfeed</code> avec l'adresse et, par exemple, <code>ko</code>.
steering-found-newest = Les plus récents :
steering-found-matching = { $count ->
    [one] Un article correspond en ce moment :
   *[other] { $count } articles correspondent en ce moment :
 }
steering-found-none-matching = Aucun ne correspond à un sujet en ce moment.
steering-found-headline = • { $title }
steering-found-match = • <i>{ $storyline }</i> : { $title }
steering-found-known = Cette source existe déjà, sous <code>{ $id }</code>.
steering-button-add = ➕ Ajouter
steering-added = ✅ <b>{ $title }</b> est maintenant une source, sous <code>{ $id }</code> dans feeds.yaml. Elle sera lue dans la minute ; ce qu'elle contient aujourd'hui est mémorisé sans alerte.
steering-cancelled = Rien n'a été ajouté.
steering-file-wrong = L'écriture a échoué :
steering-problem = • { $problem }
steering-found-stale = C'est trop ancien. Envoyez de nouveau l'adresse.

# /feeds

steering-feeds = <b>{ $count ->
    [0] Aucune source
    [one] Une source
   *[other] { $count } sources
 }</b>{ $failing ->
    [0] {""}
    [one] , dont une en panne
   *[other] , dont { $failing } en panne
 }
steering-feed-well = ✅ <b>{ $source }</b> · { $every }
    interrogée { $polled } · dernière nouveauté { $news } · { $items ->
    [one] { $items } article
   *[other] { $items } articles
 }
steering-feed-new = ▫️ <b>{ $source }</b> · { $every }
    pas encore interrogée
steering-feed-failing = ❌ <b>{ $source }</b> (<code>{ $id }</code>) · { $every }
    { $failures ->
    [one] un échec
   *[other] { $failures } échecs de suite
 }, dernière réussite : { $good }
    { $reason }
steering-feed-silent = 🔇 <b>{ $source }</b> (<code>{ $id }</code>) · { $every }
    elle répond, mais n'apporte plus rien ; dernière nouveauté { $news }
steering-feed-gap = ⚠️ <b>{ $source }</b> (<code>{ $id }</code>) · { $every }
    sa liste est chaque fois entièrement nouvelle : des articles peuvent passer entre deux visites
steering-feed-moved = ↪️ <b>{ $source }</b> (<code>{ $id }</code>) · { $every }
    déménagée pour de bon : { $address }
steering-every = { $unit ->
    [minutes] toutes les { $number } min
    [hours] toutes les { $number } h
   *[days] { $number ->
        [one] chaque jour
       *[other] tous les { $number } jours
    }
 }

# /health

steering-health = <b>Vigie { $version }</b>, démarrée { $ago }
steering-health-feeds = <b>Sources :</b> { $count }, { $failing ->
    [0] toutes en bon état
    [one] une en panne
   *[other] { $failing } en panne
 }
steering-failure = • <b>{ $source }</b> : { $reason } (dernière réussite : { $ago })
steering-health-messages = <b>Messages :</b> { $waiting ->
    [0] aucun en attente
   *[other] { $waiting } en attente
 }{ $sending ->
    [0] {""}
   *[other] , { $sending } en cours d'envoi
 }
steering-health-unreachable = <b>Conversations injoignables :</b> { $count }
steering-unreachable = • { $chat } : { $reason }
steering-health-items = <b>Articles :</b> { $items } en mémoire{ $untracked ->
    [0] {""}
   *[other] , { $untracked } encore à examiner
 }
steering-health-size = <b>Base de données :</b> { $size } Mo
steering-health-troubles = { $count ->
    [0] ✅ Aucun problème.
   *[other] <b>Problèmes :</b> { $count }
 }
steering-trouble = { $line } ({ $ago })

# /track

steering-track-how = Envoyez <code>/track</code> avec quelques mots qui disent de quoi il s'agit, comme un titre : <code>/track drones au Soudan</code>
steering-track-trying = 🔎 Le sujet est ébauché et essayé sur les 30 derniers jours. Cela prend quelques secondes.
steering-draft-slow = L'essai a pris trop de temps. Veuillez réessayer plus tard, ou avec moins de mots.
steering-draft-wrong = Aucun sujet ne peut être fait de ces mots : { $problem }. Veuillez en essayer d'autres.
steering-draft-empty = Aucun de ces mots ne dit ce qu'il faut chercher. Nommez ce que chaque titre contient, par exemple <code>/track drones au Soudan</code>.
steering-draft-title = <b>Ébauche : { $title }</b>
steering-draft-asks = { $count ->
    [one] Un article doit nommer :
   *[other] Un article doit nommer tout ceci :
 }
steering-draft-known = • « { $words } » – connu en { $languages ->
    [one] { $languages } langue
   *[other] { $languages } langues
 }
steering-draft-own = • « { $words } » – trouvé seulement tel qu'il est écrit ici
steering-draft-untried = Aucun article n'est encore en mémoire pour l'essayer.
steering-draft-counts = Sur { $items ->
    [one] { $items } article
   *[other] { $items } articles
 } { $days ->
    [one] d'un jour
   *[other] de { $days } jours
 }, { $found ->
    [0] <b>aucun ne correspond</b>
    [one] <b>{ $found } correspond</b>
   *[other] <b>{ $found } correspondent</b>
 }.
steering-draft-cut = Les articles plus anciens ont été laissés de côté.
steering-draft-weekly = { $stories ->
    [one] Cela fait { $stories } histoire
   *[other] Cela fait { $stories } histoires
 } : environ { $weekly ->
    [one] { $weekly } alerte
   *[other] { $weekly } alertes
 } par semaine.
steering-draft-seldom = { $stories ->
    [one] Cela fait { $stories } histoire
   *[other] Cela fait { $stories } histoires
 } : moins d'une alerte en deux semaines.
steering-draft-latest = <b>Derniers articles trouvés :</b>
steering-draft-nearly = <b>Manqués de peu :</b> à { $count ->
    [one] { $count } article
   *[other] { $count } articles
 } il ne manque que « { $words } »
steering-draft-item = • { $day }, { $tongue } : { $title }
steering-draft-warn-nothing = ⚠️ Rien dans le passé ne correspond. Les mots sont peut-être trop rares, ou trop nombreux.
steering-draft-warn-much = ⚠️ C'est beaucoup. Un mot de plus préciserait le sujet.
steering-draft-warn-single = ⚠️ Une seule chose est demandée. Une deuxième préciserait le sujet.
steering-draft-end = Rien n'est encore en vigueur. Le sujet serait écrit dans <code>rules/{ $file }</code>, où il peut être affiné.
steering-button-enable = ✅ Activer
steering-button-discard = Abandonner
steering-enabled = ✅ <b>{ $id }</b> sera en vigueur dans quelques secondes. Son fichier est <code>rules/{ $id }.yaml</code>.
steering-button-follow = ➕ Suivre ce sujet
steering-discarded = L'ébauche est abandonnée.
steering-draft-gone = Cette ébauche n'existe plus : elle a été activée ou abandonnée.

## Avis aux administrateurs du bot.

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
notices-silent = • Source muette : { $text }
notices-coverage = • { $storyline } : plus rien de ses sources en { $tongue }
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

## Chronologies en documents.

page-title = { $title } : chronologie
page-stories = { $count ->
    [one] { $n } histoire
   *[other] { $n } histoires
 }
page-span = { $stories }, du { $first } au { $last }.
page-made = Établie par Vigie le { $made }.
page-state = État
page-told-by = Racontée par
page-spread = { $outlets }, { $origins } ; en { $languages }
page-unknown-language = une langue inconnue
page-original = Original ({ $language })
page-sources = Sources
page-more = { $count ->
    [one] et { $n } article de plus
   *[other] et { $n } articles de plus
 }
page-references = Références
page-reference = Référence { $place }
page-outlet = { $source } ({ $language })
page-outlet-via = { $source } ({ $language }, origine { $origin })
