# The tables: their streams, shards and gaps. $shown is what is written of $count.

tables-title = Tables
tables-loading = Loading the tables…
tables-outdated = The figures below are not up to date. { $error }
tables-none = No table is followed
tables-none-hint = Start Afterimage with |--table NAME| for each table to follow, or with |--all-tables|. Without an endpoint it brings its own DynamoDB with sample tables.

# One table.
tables-state-captured = captured
tables-state-off = stream off
tables-state-disabled = stream disabled
tables-state-gone = table gone
tables-state-unknown = unknown
tables-fact-changes = changes
tables-fact-items = items
tables-fact-last-change = last change
tables-fact-lag = lag
tables-fact-key = key
tables-fact-ttl = time to live
tables-fact-gaps = gaps
tables-fact-view-type = view type
tables-fact-stream = stream
tables-no-change-yet = none yet
tables-key-unknown = not described yet
tables-ttl-off = off
tables-no-stream = none
tables-no-view-type = none
tables-advice-off = The table has no stream, so nothing that happens to it is captured. Turn the stream on; capture begins by itself with the next change.
tables-advice-disabled = The stream was turned off. What it still holds is read for 24 hours; what happens now is not captured. Turned on again it is a new stream, and the items' timelines go on.
tables-advice-gone = The table is no longer at the endpoint. Its history stays here; if it is created again with a stream, its items' timelines go on.
tables-advice-unknown = The stream's state is not known: { $reason } It is asked for again by itself.
tables-advice-command = Command for { $table }
tables-copy = Copy

# The stream's switch.
tables-stream-read-only = This server only reads: start it with --allow-writes to turn streams on and off from here.
tables-stream-working = Asking DynamoDB…
tables-stream-turn-off = Turn the stream off…
tables-stream-off-means = What happens to { $table } from then on will not be captured.
tables-stream-off-yes = Turn it off
tables-stream-off-no = Keep it on
tables-stream-carries = What the stream's records carry
tables-stream-turn-on = Turn the stream on
tables-carries-key = the key alone
tables-carries-new = the item after the change
tables-carries-old = the item before the change
tables-carries-both = the item before and after

# The baseline.
tables-baseline = Baseline
tables-baseline-take = Take a baseline
tables-baseline-taking = Taking a baseline…
tables-baseline-purpose = Reads the whole table once and archives the items that are older than capture.
tables-baseline-after-gap = A gap has swallowed changes: a baseline archives each item that is no longer as it is known here.
tables-baseline-done = Baseline of { $scanned }, { $added },
tables-baseline-of = { $scanned } of about { $expected } scanned, { $added }
tables-baseline-so-far = { $scanned } scanned, { $added }
tables-baseline-added = { $count ->
   *[other] { $shown } archived
}

# A data model's upload.
tables-model = Create tables from a NoSQL Workbench model
tables-model-about = Choose a data model that NoSQL Workbench has exported (JSON). Its tables are created with their indexes, their streams on, and its sample data. Tables that are there already are left as they are.
tables-model-file = Model file
tables-model-read-only = This server only reads: start it with --allow-writes to create tables from here.
tables-model-working = Creating the tables…
tables-model-too-large = The file is larger than { $kilobytes } kB, the most that can be uploaded. Start the server with --model FILE instead.
tables-model-unreadable = The browser could not read the file.
tables-model-outcome = Data model { $model }:
tables-model-created = Table { $table } was created with { $items }.
tables-model-created-indexed = Table { $table } was created with { $items } and { $indexes }.
tables-model-items = { $count ->
    [one] 1 sample item
   *[other] { $count } sample items
}
tables-model-indexes = { $count ->
    [one] 1 index
   *[other] { $count } indexes
}
tables-model-left-alone = There is a table { $table } already: it was left as it is.
tables-model-not-followed = It is not followed: start the server with --table { $table } as well.

# The shards.
tables-shards = Shards
tables-of-table = of { $table }
tables-shards-of = Shards of { $table }
tables-shards-none = No shard is known yet.
tables-shards-as = Shards as
tables-as-graph = Graph
tables-as-rows = Table
tables-standing-reading = reading
tables-standing-draining = draining
tables-standing-waiting = waiting
tables-standing-drained = drained
tables-standing-trimmed = trimmed
tables-failing = failing
tables-draining-failing = draining, failing
tables-trimmed-unlisted = trimmed, no longer listed
tables-count-failing = { $count ->
   *[other] { $shown } failing
}
tables-count-reading = { $count ->
   *[other] { $shown } reading
}
tables-count-draining = { $count ->
   *[other] { $shown } draining
}
tables-count-waiting = { $count ->
   *[other] { $shown } waiting
}
tables-count-drained = { $count ->
   *[other] { $shown } drained
}
tables-count-trimmed = { $count ->
   *[other] { $shown } trimmed
}
tables-fold-drained = { $count ->
    [one] { $shown } drained shard
   *[other] { $shown } drained shards
}
tables-about-failing = It cannot be read just now. Other shards are read all the same.
tables-about-reading = It takes changes, and they are read as they come.
tables-about-draining = It takes no more changes; what it still holds is being read.
tables-about-waiting = It is read once its parent is drained, so that changes stay in order.
tables-about-drained = It takes no more changes, and everything in it is archived.
tables-about-trimmed = The stream names it as a parent and no longer lists it: its records are over 24 hours old.
tables-nothing-missing = Nothing of it is known to be missing.
tables-caught-up = caught up
tables-behind = { $lag } behind
tables-lag-unknown = not known yet
tables-lag-waiting = { $lag }, { $shards } waiting
tables-lag-failing = not known, { $shards } failing
tables-progress-failing = not known while it fails
tables-progress-unread = not read yet
tables-progress-waiting = for its parent
tables-progress-drained = all archived
tables-progress-trimmed = no longer listed
tables-caught-up-at = caught up at
tables-since = since
tables-gap = gap
tables-label = { $shard }: { $state }
tables-label-gap = { $shard }: { $state }, with a gap
tables-graph-label = Shards of { $table }: arrow keys move, Enter opens
tables-graph-hint = Point at a shard, or go to one with the arrow keys. Enter opens it.
tables-stream = Stream

# The shard that is looked at.
tables-the-shard = The shard
tables-close = Close (Esc)
tables-copy-id = Copy id
tables-shard-unknown = The shard of this address is not known, or not any more.
tables-gap-note = Records of it were dropped before they were read: |see the gaps|.
tables-fold-note = They take no more changes, and what was in them is archived. Shards are listed for about a day. |The table| lists each.
tables-tried-again = It is tried again by itself.
tables-fact-behind = behind
tables-fact-last-read = last read
tables-fact-checkpoint = checkpoint
tables-fact-parent = parent
tables-fact-children = children
tables-no-parent = none is named
tables-no-child-yet = none yet
tables-more-children = and { $count } more
tables-no-checkpoint-yet = none yet
tables-not-read-since-start = not since the start

# Columns and pages of lists.
tables-column-table = Table
tables-column-why = Why
tables-column-noticed = Noticed
tables-column-after = After
tables-column-until = Until
tables-column-shard = Shard
tables-column-state = State
tables-column-behind = Behind
tables-column-caught-up-at = Caught up at
tables-column-last-read = Last read
tables-column-parent = Parent
tables-column-checkpoint = Checkpoint
tables-column-last-error = Last error
tables-page = { $from } to { $until } of { $shards }
tables-page-back = Back
tables-page-next = Next

# The gaps.
tables-gaps = Gaps
tables-gaps-none = None. A stream keeps its records for 24 hours; if any were dropped before they were read, the stretch would be listed here.
tables-gap-from-beginning = the shard's beginning
tables-gap-until-unknown = not known
tables-gap-trimmed = records older than 24 hours were dropped unread
tables-gap-shard-gone = the shard was dropped before it was read to its end
tables-gap-stream-gone = the stream was deleted before it was read to its end
