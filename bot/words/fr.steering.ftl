# Pilotage : ce que demandent, et apprennent, ceux qui font tourner le bot.

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
