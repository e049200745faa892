# Tout ce que Vigie dit en français. Les valeurs entre accolades sont remplies ; `<b>` etc. est le HTML de Telegram.

never = jamais
just-now = à l'instant
