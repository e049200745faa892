topic-gone = ⚠️ The topic that this was meant for is gone, so it comes here. /subscribe in another topic moves it.
