# Réponses aux questions.

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
asking-status-feeds = <b>Flux</b> : { $well } en état, { $failing } en panne
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
