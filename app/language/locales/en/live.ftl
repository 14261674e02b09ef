# The tail of everything, or of a query. $shown is what is written of $count.

live-heading = Live changes
live-loading = Loading the newest changes…

# The bar above the list.
live-state-offline = Offline
live-state-paused = Paused
live-state-live = Live
live-state-starting = Starting
live-pause = pause the list
live-go-on = let the list go on
live-space = Space
live-space-does = Space: { $action }
live-offer-pause = Pause the list
live-offer-go-on = Let the list go on
live-offer-clear = Clear the list
live-clear = Clear
live-clear-title = c: take what is here off the list; the archive keeps it

# The strip.
live-activity = Activity
live-activity-told = In the last { $seconds } seconds: { $inserted } inserted, { $modified } modified, { $removed } removed
live-last-change = last change
live-no-last-change = never

# The list.
live-list = Changes, newest first
live-column-time = Time
live-column-what = What happened
live-column-table = Table
live-column-item = Item
live-column-change = Change
live-column-size = Size
live-paused = Paused
live-paused-replaced = Paused · the archive was replaced
live-paused-countless = Paused · too many new to count
live-paused-new = { $count ->
   *[other] Paused · { $shown } new
}
live-paused-more = { $count ->
   *[other] Paused · more than { $shown } new
}
live-new-changes = { $count ->
    [one] { $shown } new change
   *[other] { $shown } new changes
}
live-cleared = The list was cleared.
live-cleared-all = The list was cleared; what is new will appear here by itself.
live-show-cleared = { $count ->
    [one] Show the { $shown } older change again
   *[other] Show the { $shown } older changes again
}
live-loading-older = Loading older changes…
live-newest-listed = { $count ->
    [one] The newest { $shown } change are listed here.
   *[other] The newest { $shown } changes are listed here.
}
live-older-in-search = Search goes on with what is older
live-nothing-older = Nothing older is in the archive.

# The change that is looked at.
live-the-change = The change
live-close = Close (Esc)

# The list while it is empty.
live-no-match = Nothing matches yet
live-no-match-hint = No archived change matches the query. The next one that does will appear here by itself.
live-show-everything = Show every change
live-empty = No change has been archived yet
live-empty-hint = As soon as an item is written to a table whose stream is on, its change appears here by itself. |Write an item| with the form, look at |the tables| to see which streams are on, or write from a terminal. |The demonstration| shows step by step how a change comes here.
live-copy-command = Copy the command

# What is late, and why nothing arrives. A reason stands within live-not-connected.
live-catching-up = Catching up: { $count } archived changes are still to come here.
live-behind = Behind by { $lag }: the streams are being read as fast as they give what they have.
live-not-connected = Not connected: { $reason }.
live-trying-now = Trying again now.
live-trying-in = Trying again in { $seconds } s.
live-not-missed = What comes meanwhile will not be missed.
live-try-now = Try now
live-lost-address = the server refuses pages of this address
live-lost-full = as many feeds are open as the server allows
live-lost-unreached = what stands between this page and the server does not reach it
live-lost-barred = what stands between this page and the server lets no websocket through
live-lost-offline = this device is offline
live-lost-stopping = the server is stopping
live-lost-no-answer = the server does not answer
live-lost-refused = the server refused the connection
live-lost-code = the connection closed with code { $code }
live-lost-requests = this page asked too much of the server
live-lost-no-sign = this page gave no sign of life
live-lost-archive = the server could not read its archive
live-lost-silent = the server fell silent
live-lost-unreadable = the server said something that this page does not understand
live-lost-not-allowed = the browser does not allow the connection
