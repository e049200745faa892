story-button-why = Pourquoi ?
story-button-timeline = Chronologie
story-button-mute = 🔕 Taire l'histoire
story-button-mute-outlet = 🔕 Taire un média
story-button-good = 👍
story-button-bad = 👎
