# Suivre : abonnements, réglages, pauses, canaux. `$kind` dit de quoi : de ce `chat`, ou d'un `channel`.

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
