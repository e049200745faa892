# Les boutons sous une histoire.

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
