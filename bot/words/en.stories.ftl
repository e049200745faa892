story-button-why = Why?
story-button-timeline = Timeline
story-button-mute = 🔕 Mute story
story-button-mute-outlet = 🔕 Mute outlet
story-button-good = 👍
story-button-bad = 👎
