# The buttons under a story.

story-button-why = Why?
story-button-timeline = Timeline
story-button-mute = 🔕 Mute story
story-button-unmute = 🔔 Unmute story
story-button-mute-outlet = 🔕 Mute outlet
story-button-mute-again = 🔕 Mute again
story-button-undo = ↩ Undo
story-button-good = 👍
story-button-bad = 👎
story-muted = Muted: nothing more of this story comes here.
story-unmuted = Unmuted: this story comes here again from its next change on.
story-which-outlet = Which outlet shall be silent here in this storyline? What others tell as well still comes.
story-outlet-muted = 🔕 What only <b>{ $outlet }</b> tells of <b>{ $title }</b> no longer comes here.
story-outlet-unmuted = 🔔 <b>{ $outlet }</b> is heard here again on <b>{ $title }</b>.
story-good = Noted 👍 Thank you.
story-bad = Noted 👎 It helps to sharpen the rule. Thank you.
story-gone = This story is no longer stored.
