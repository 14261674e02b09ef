# What stands around every page, and what several pages have in common.

frame-toast-undo = Undo
frame-toast-dismiss = Dismiss
frame-skip = Skip to the content
frame-pages = Pages
frame-page-live = Live
frame-page-items = Items
frame-page-search = Search
frame-page-write = Write
frame-page-tables = Tables
frame-page-health = Health
frame-page-demonstration = Demonstration
frame-page-settings = Settings
frame-healthy = ok
frame-unhealthy = look
frame-views = Views
frame-view-new = New items
frame-view-status = Status changes
frame-view-removed = Removals
frame-view-expired = Expired by TTL
frame-writes-remote = Writing is on.
frame-writes-remote-where = What you write here changes real tables at { $endpoint }.
frame-read-only = Read-only.
frame-read-only-where = Nothing here writes to { $endpoint }; start with --allow-writes to change that.
frame-lag-unknown = lag unknown
frame-lag = lag { $lag }
frame-archived = { $size } archived
frame-not-found = Not found
frame-not-found-title = There is no such page
frame-not-found-hint = The address may be mistyped. |Go to the live feed|.
frame-about = The change history of DynamoDB tables, live and archived
frame-not-alive = This server was built without the browser half of the page: what you see is a snapshot, without its style. Build both with |make build|.
frame-keys = Keys
frame-keys-title = Keys (?)
frame-close = Close
frame-key-palette = Find a page, table, view, item or action
frame-key-help = This list
frame-key-go-live = Go to Live
frame-key-go-items = Go to Items
frame-key-go-search = Go to Search
frame-key-go-write = Go to Write
frame-key-go-tables = Go to Tables
frame-key-go-health = Go to Health
frame-key-close = Close what is open, or leave a field
frame-key-query = Go to the query line
frame-key-query-choose = In the query line: choose what may come next
frame-key-query-take = In the query line: take what is chosen
frame-key-live-stop = Stop the list, or let it go on
frame-key-live-clear = Clear the list
frame-key-live-older = The next older change
frame-key-live-newer = The next newer change
frame-key-live-walk = In the list: go from change to change
frame-key-live-open = Look at the change that has the focus
frame-key-items-walk = In the list: go from item to item
frame-key-item-older = The next older version
frame-key-item-newer = The next newer version
frame-key-item-walk = In the timeline: go from version to version
frame-key-item-diff = In the timeline: what the version changed, or the item
frame-key-search-next = The next change found
frame-key-search-before = The one before
frame-key-shards-walk = In the shards: go from shard to shard
frame-key-write = Write the item
frame-key-story-walk = From step to step
frame-key-story-take = Take the step
frame-key-story-screen = Full screen
frame-key-story-over = Start over
frame-key-tabs-walk = In tabs: go from tab to tab
frame-keys-here = On this page
frame-keys-everywhere = Everywhere
frame-keys-are-off = Single keys are off: those struck out do nothing.
frame-keys-are-on = Single keys can be turned off.
frame-keys-off = (off)
frame-crumbs = Breadcrumb
frame-theme-toggle = Dark or light
frame-demo-pause = Pause the demo
frame-demo-run = Run the demo
frame-demo-rate = demo { $rate }/s
frame-demo-paused = demo paused
frame-fold = Fold
frame-unfold = Show all { $count ->
    [one] { $shown } character
   *[other] { $shown } characters
}

# Where something could not be loaded.
frame-error-not-found = Not found
frame-error-invalid = That is not readable
frame-error-conflict = Not just now
frame-error-forbidden = Not allowed here
frame-error-unavailable = This did not work
frame-error-no-answer = The server did not answer as expected ({ $error }). Is it still running?
frame-error-not-downloaded = The browser could not download this part of the page. If Afterimage is running, reload the page.

# The palette.
frame-palette = Find or do
frame-palette-title = Find a page, table, view, item or action
frame-palette-find = Find…
frame-palette-placeholder = Page, table, view, key of an item, action…
frame-palette-found = What was found
frame-palette-loading = Loading the names of tables and views…
frame-palette-looking = Looking for items…
frame-palette-entries = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
frame-palette-no-tables = The tables are not listed. { $error }
frame-palette-no-views = The views are not listed. { $error }
frame-palette-no-items = Items could not be looked for. { $error }
frame-palette-recent = { $kind }, recent
frame-palette-page = Page
frame-palette-table = Table
frame-palette-view = View
frame-palette-item = Item
frame-palette-change = Change
frame-palette-action = Action
frame-palette-search = Search
frame-palette-live-about = changes as they come
frame-palette-items-about = browse items by table
frame-palette-search-about = the whole archive
frame-palette-write-about = write test items
frame-palette-tables-about = streams, shards and gaps
frame-palette-health-about = the state of every part
frame-palette-demonstration-about = change data capture in six steps
frame-palette-settings-about = theme, density, times, keys
frame-palette-here = here
frame-palette-its-items = its items
frame-palette-write = Write an item
frame-palette-keys-list = List the keys
frame-palette-keys-list-about = keyboard shortcuts, help
frame-palette-table-live = { $table }, live
frame-palette-table-live-about = its changes as they come
frame-palette-write-into = Write into { $table }
frame-palette-write-into-about = put, update or delete an item
frame-palette-stream = Stream of { $table }
frame-palette-stream-about = turn on or off, shards, baseline
frame-palette-theme = Theme: { $value }
frame-palette-theme-about = colours
frame-palette-density = Density: { $value }
frame-palette-density-about = rows
frame-palette-times = Times: { $value }
frame-palette-times-about = clock, zone
frame-palette-keys = Single keys: { $value }
frame-palette-keys-about = shortcuts
frame-palette-language = Language: { $value }
# What somebody types who does not read this language: the word for it in the others.
frame-palette-language-about = idioma
frame-palette-item-detail = { $table }, { $count ->
    [one] { $count } version
   *[other] { $count } versions
}
frame-palette-item-deleted = { $table }, { $count ->
    [one] { $count } version
   *[other] { $count } versions
}, deleted
frame-palette-change-number = Change { $number }
frame-palette-change-about = by its number
frame-palette-search-for = Search for { $query }
frame-palette-search-for-about = in the whole archive

# What can be copied.
frame-copy = Copy
frame-copied = Copied
frame-copied-what = Copied: { $what }
frame-copy-waiting = Asking DynamoDB…
frame-copy-failed = Not copied. { $why }
frame-copy-no-item = There is no such item in DynamoDB now.
frame-copy-refused = The browser does not let this page write to the clipboard. The text is selected: copy it from here.
frame-copy-refused-text = The text to copy
frame-copy-link-item = Link to the item
frame-copy-link-item-then = Link to the item at that time
frame-copy-link-change = Link to the change
frame-copy-link-version = Link to version { $version }
frame-copy-link-pair = Link to { $pair }
frame-copy-key = Key, DynamoDB JSON
frame-copy-now-exact = Item now, DynamoDB JSON
frame-copy-now-plain = Item now, plain JSON
frame-copy-after-exact = Item after the change, DynamoDB JSON
frame-copy-after-plain = Item after the change, plain JSON
frame-copy-before-exact = Item before the change, DynamoDB JSON
frame-copy-before-plain = Item before the change, plain JSON

# Exports and replays. $what is what a page shows: all changes of demo-orders.
frame-cancel = Cancel
frame-export = Export
frame-export-open = Export…
frame-export-offer = Export { $what }…
frame-export-about = Writes |, oldest first, as they are in the archive now:{" "}
frame-export-everything = everything
frame-export-form = Form
frame-export-jsonl = JSON lines
frame-export-jsonl-about = DynamoDB Streams records, with what the archive knows besides: can be imported and replayed
frame-export-csv = CSV
frame-export-csv-about = for spreadsheets; images are DynamoDB JSON in columns
frame-export-parquet = Parquet
frame-export-parquet-about = typed and compressed, for DuckDB, Athena, Spark and the like
frame-export-download = Download
frame-export-under-way = { $percent } % looked through, { $done }
frame-export-done = Done: { $done }.
frame-export-cancelled = Cancelled after { $done }. The file is not whole.
frame-export-broken = The download ended early, after { $done }. The file is not whole; try again.
frame-replay = Replay
frame-replay-open = Replay…
frame-replay-about = Sends | to a table again, oldest first: items are written as each change left them, and deleted where it deleted them. What is in the table under the same keys is replaced.
frame-replay-table = To table
frame-replay-rate = Changes a second
frame-replay-start = Start
frame-replay-busy = Under way…
frame-replay-read-only = This server only reads, so nothing can be sent from here. Whoever starts it can allow it with --allow-writes.
frame-replay-bad-rate = Changes a second is a number from { $least } to { $most }.
frame-replay-under-way = { $percent } % to { $table }: { $done }
frame-replay-done = Done: { $done }.
frame-replay-cancelled = Cancelled: { $done }.
frame-replay-failed = It ended early: { $done }. { $problem }
frame-replay-written = { $count } written
frame-replay-deleted = { $count } deleted
frame-replay-without-image = { $count } passed over because their records carry no image
frame-replay-other-key = { $count } passed over because their items have another key
frame-replay-refused = { $count } passed over because the table refuses them
frame-source-embedded = embedded DynamoDB at { $url }
frame-error-key = The item key is not readable: { $reason }.
frame-error-no-backend = The page was rendered without a backend.
