topic-gone = ⚠️ La discussion prévue n'existe plus, le message arrive donc ici. /subscribe dans une autre discussion le déplace.
