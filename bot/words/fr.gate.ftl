# Qui est entendu, l'aide et les menus.

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
