# What the server says and the page shows: refusals, failures, health. Other programs and the log get the English.

## Whatever is asked for

server-archive-unreadable = The archive could not be read; the server's log has the cause.
server-archive-in-use = As many look into the archive as may at once; try again in a moment.
server-overloaded = The server has as much work to do as it takes on. Try again in a moment.
server-no-change = The archive has no change { $id }.
server-no-item = The archive has no changes of { $key } in { $table }.
server-no-item-change = The item has no change { $id }.
server-no-version = The item has no version { $version }: its versions are 1 to { $versions }.
server-not-followed = Table { $table } is not followed.
server-not-one-followed = Table { $table } is not one of those that this server follows.
server-no-demo = This server has no demo generator.
server-path-unreadable = The attribute's path is not readable: { $reason } One that is: address.city or lines[0].sku.
server-bars = width_ms is a number from 1 on, and count one from 1 to { $most }.
server-no-position = { $position } is no position in a list by { $order }. Begin without it, and go on with what a page tells.
server-not-of-items = { $field } is about what a change did, and this is the list of items. Ask for what items hold with attr:, for their keys with key:, or search the changes on the Live page.

## Views

server-view-unknown = There is no view named { $name }. It may have been renamed or deleted.
server-views-too-many = There are { $most } views, and no more are kept. Delete one that nobody needs.
server-view-name-empty = Give the view a name.
server-view-name-long = A view's name has at most { $most } characters.
server-view-name-unfit = A view's name is its address: it has no slash, no backslash, no % and no control characters in it.
server-view-name-dots = A view cannot be named . or .. because addresses use these otherwise.

## What the endpoint did not do

server-failure-on-table = { $action } on table { $table }
server-failure-no-answer = { $action } got no answer: { $causes }.
server-failure-no-table = There is no table { $table } at the endpoint: { $said } ({ $code }).
server-failure-no-such-table = There is no table of this name at the endpoint.
server-failure-denied = dynamodb:{ $action } is not allowed: { $said } ({ $code }).
server-failure-throttled = DynamoDB throttled { $action }: { $said }. Try again in a moment.
server-failure-refused = DynamoDB refused { $action }: { $said } ({ $code }).
server-failure-no-reason = no reason given
server-failure-no-code = an unnamed error
server-failure-malformed = The request cannot be built: { $error }.
server-failure-no-tag = The tag is none: { $error }.
server-failure-no-description = The endpoint described table { $table } without its key.
server-failure-incomplete = DynamoDB answered { $action } without { $field }. It is asked again.
server-failure-not-active = Table { $table } was created, but does not become active. Look at it in the AWS console.
server-no-view-type = { $text } is no view type: they are KEYS_ONLY, NEW_IMAGE, OLD_IMAGE and NEW_AND_OLD_IMAGES

## Writing

server-write-read-only = This server only reads. Whoever starts it can allow writing with --allow-writes.
server-write-not-followed = Table { $table } is not one of those that this server follows. Start it with --table { $table } as well.
server-write-raw = Attribute { $name } holds what cannot be written as it was: it is kept as the raw JSON that DynamoDB sent.
server-write-archive-unreadable = Nothing was written: the archive cannot be read, so the change could not be shown.
server-write-exists = There is an item with this key already. Choose another key, or allow replacing it.
server-write-moved = The item is not as it was when you began: an attribute that you changed was changed meanwhile, or the item was deleted. Load it again and repeat the change.
server-write-nothing-to-delete = There is no item with this key, so nothing was deleted.
server-write-other-key = An update cannot change an item's key. Put the item under its new key, then delete the one under the old.
server-write-too-many-attributes = The update changes { $changed } attributes, and one request can change at most { $most }. Put the whole item instead.
server-write-replaced-moved = The item is not as it was when you looked: somebody has changed it since. Nothing was written. Look at it again, and decide anew.
server-write-not-compared = The item has { $attributes } attributes, more than this endpoint compares in one request. Nothing was written, because it could not be promised that nothing has moved. { $said }
server-write-table-name = { $name } is no table's name: that has 3 to { $most } letters, digits, `_`, `-` and `.`.
server-write-item-too-large = The item has { $size } bytes and DynamoDB takes at most { $most } (400 KB), names included.
server-write-largest-attribute = { $said } The largest attribute is { $name }, with { $bytes } bytes.
server-write-key-missing = { $name } is missing: it is the { $role } key of { $table }, and every item needs it, as a { $kind }.
server-write-key-wrong-type = { $name } is a { $found }, and the { $role } key of { $table } is a { $kind }.
server-write-key-empty = { $name } is empty: the { $role } key of { $table } needs a value of at least one character or byte.
server-write-key-too-long = { $name } has { $size } bytes, and a { $role } key has at most { $most }.
server-key-partition = partition
server-key-sort = sort
server-type-string = string
server-type-number = number
server-type-binary = binary
server-type-boolean = boolean
server-type-null = null
server-type-list = list
server-type-map = map
server-type-strings = set of strings
server-type-numbers = set of numbers
server-type-binaries = set of binaries
server-type-raw = raw JSON

## Restoring

server-restore-read-only = This server only reads, so it restores nothing. Whoever starts it can allow writing with --allow-writes.
server-restore-archive-unwritable = Nothing was written: the archive cannot be written, so the restore would be lost.
server-restore-nothing-written = Nothing was written. { $why }
server-restore-moved = The item is not as the preview showed it: somebody has changed it since. Nothing was written.
server-restore-raw = This version cannot be restored: attribute { $name } holds what cannot be written as it was. It is kept as the raw JSON that DynamoDB sent.
server-restore-no-change = The version has no change.
server-unknown-unreachable = DynamoDB did not tell how the item is now. { $said }
server-unknown-since = { $view_type }, on since { $since } UTC
server-unknown-before = Version { $version } came through a stream with the view type { $stream }. Its record carries no image of the item before the change, and no earlier change in the archive carries it instead.
server-unknown-after = Version { $version } came through a stream with the view type { $stream }. Its record carries no image of the item after the change, and no later change in the archive carries it instead.

## Tables and their streams

server-endpoint-embedded = embedded DynamoDB at { $url }
server-stream-read-only = This server only reads, so it leaves the streams at { $endpoint } as they are. Start it with --allow-writes to turn them on and off from here.
server-stream-on-already = The stream is on already, with { $view_type }. To change what it carries, turn it off first.
server-stream-off-already = The stream is off already.
server-table-not-followed-now = This table is not followed now; what the archive holds of it stays.
server-table-not-looked-at = not looked at yet
server-stream-not-listed = the stream's shards are not listed yet
server-baseline-none = This server takes no baselines.
server-baseline-under-way = A baseline of this table is under way.
server-baseline-too-many = Too many tables wait for their baseline.
server-baseline-no-key = the table cannot be described: it tells no key

## Reading streams

server-stream-throttled = throttled
server-stream-expired-iterator = iterator expired
server-stream-trimmed = trimmed
server-stream-not-found = stream not found
server-stream-access-denied = access denied
server-stream-credentials = credentials
server-stream-unavailable = unavailable
server-stream-failed = { $kind }: { $said }
server-stream-error = error
server-stream-no-description = DescribeStream answered without a description
server-stream-no-iterator = GetShardIterator answered without an iterator
server-stream-unreadable = an unreadable answer: { $error }
server-stream-incomplete = an incomplete answer: { $field } is missing
server-stream-error-as-answer = an error in an answer's place: { $error }
server-stream-unplaced = records without a place in their shard: { $records }
server-stream-end-unproven = told to be closed, and its stream's description says nothing of that
server-stream-another = the endpoint has the stream { $found } in place of { $asked }
server-stream-no-body = an answer without a body
server-stream-slow-body = the answer did not come to its end in time
server-stream-broken-body = the answer broke off: { $error }
server-stream-large-body = an answer of more than { $most } bytes
server-stream-no-text = an answer that is no text: { $error }
server-stream-no-filter = the endpoint does not know ShardFilter
server-stream-standstill = the endpoint does not get on
server-archive-closed = the archive is closed
server-archive-busy = as many look into the archive as may at once, and none was done in time
server-archive-storage = the archive's storage failed: { $cause }
server-file-removed = the file { $file } was removed while the program works with it, and nothing is written any more: put it back, or save what you need with an export and start the program again; what the streams still hold is read again then
server-file-replaced = the file { $file } was replaced while the program works with it, and nothing is written any more: put the first one back, or save what you need with an export and start the program again; what the streams still hold is read again then
server-file-unreachable = the file { $file } cannot be reached any more, and nothing is written: make its folder accessible again, or start the program again

## Health

server-check-archive-reader = archive reader
server-check-archive-writer = archive writer
server-check-search-index = search index
server-check-tables = list of tables
server-check-demo = demo generator
server-check-stream = stream of { $table }
server-health-failing = { $attempts ->
    [one] { $said } (1 attempt)
   *[other] { $said } ({ $attempts } attempts)
}
server-health-archive = { $changes } changes of { $items } items, { $bytes } bytes
server-health-index = texts of { $texts } of { $total } changes are indexed
server-health-demo-runs = runs
server-health-demo-paused = is paused
server-health-writer-works = takes changes
server-health-writer-stopped = has stopped, and nothing is archived any more: the server's log has the cause; start it again
server-health-not-listed = The shards cannot be listed: { $said }
server-health-not-read = { $failing } of { $all } shards cannot be read: { $said }
server-health-silent = nothing was heard of the shard { $shard } for too long
server-health-stream-off = is off: nothing of this table is captured
server-health-stream-disabled = was turned off; { $shards }
server-health-table-gone = the table is gone; its archived changes stay
server-health-shards = shards: { $reading } read, { $waiting } waiting, { $drained } drained
server-health-shards-behind = shards: { $reading } read, { $waiting } waiting, { $drained } drained, { $lag } ms behind

## The feed

server-feed-no-request = This is no request of the feed ({ $error }). Send {"{"}"type": "subscribe", "query": ""{"}"}.
server-feed-subscribe-first = Subscribe first; then the query can change.

## Replays

server-replay-busy = A replay to { $table } is under way. Wait for its end, or cancel it first.
server-replay-rate = A replay sends { $least } to { $most } changes a second, not { $rate }.
server-replay-unreadable-change = Change { $id } cannot be read: { $error }.

## Data models

server-model-read-only = A data model's tables are created, and this server only reads. Start it with --allow-writes.
server-model-invalid = The file is no data model of NoSQL Workbench, at { $place }: { $reason }. In NoSQL Workbench, open the model in the Data modeler and choose Export data model, as NoSQL Workbench format (JSON)
server-model-refused = { $said }.
server-model-file = the file
server-model-no-json = not valid JSON: { $error }
server-model-no-text = it is not a text
server-model-no-tables = the list of tables is missing
server-model-empty = there is no table in it
server-model-twice = { $name } is there twice
server-model-table-name = a table's name has 3 to 255 characters: letters, digits, _, - and .
server-model-key-type = a key is of the type S, N or B, not { $kind }
server-model-projection = { $text } is none of ALL, KEYS_ONLY and INCLUDE
server-model-item-key = every item needs its table's key
server-model-item-key-type = it is a { $found }, and the table's key is of the type { $kind }
server-model-no-object = it is not a JSON object
server-model-no-list = it is not a list
server-model-missing = it is missing
server-model-indexes = a table has at most { $most } indexes, not { $count }
server-model-projected = all indexes of a table name at most { $most } attributes together, not { $count }
server-model-key-name = the name of a key attribute has at most { $most } bytes, not { $count }
server-model-key-types = { $name } is both { $first } and { $second }, and an attribute has one type in all keys
server-model-item-raw = it holds something that DynamoDB's types cannot
server-model-item-size = the item has { $size } bytes, and DynamoDB takes at most { $most } (400 KB)
server-model-index-key-type = it is a { $found }, and the key of the index { $index } is of the type { $kind }
server-model-index-key-empty = it is empty, and it is part of the key of the index { $index }
server-model-key-size = it has { $size } bytes, and such a key has at most { $most }
server-model-stopped-before = Table { $table } could not be created: { $problem } Created before it: { $whole }. Mend what stands in the way and apply the model again; tables that are there are left as they are.
server-model-stopped-within = Table { $table } was created, but not all of its sample items are in it: { $problem } Created whole before it: { $whole }. Delete { $table } and apply the model again; other tables that are there are left as they are.
server-model-nothing = none

## The demonstration

server-story-elsewhere = This server reads { $endpoint }. The demonstration creates, fills and deletes tables, and does so in the embedded DynamoDB only.
server-story-read-only = This server only reads, and the demonstration writes.
server-story-not-followed = This server follows only the tables that it was told to, and the demonstration creates its own. Start it without --table and --table-tag.
server-story-another-run = The demonstration was started over in another window, so nothing was done. This page shows the new run now: take the step again if it is still meant.
server-story-no-answer = The stream of { $table } does not answer: { $error }.
server-story-first = { $why } Take step { $step } first.
server-story-no-tables = There are no tables yet.
server-story-not-captured = Not all of the streams are on and read.
server-story-no-item = There is no item now.
server-story-expired = The item has just expired.
server-story-no-main-table = The main table is not there.
server-story-nothing-to-forget = There is nothing to forget yet.
server-story-not-read-yet = The streams are on, but are not being read yet. Wait a moment: the Health page tells how their readers fare. Or take the step again.
server-story-not-arrived = DynamoDB has the item, but its record has not come through the stream yet. Wait a moment: it is shown when it comes. Or take the step again.
server-story-at-the-same-time = Somebody else wrote to the item at the same time. Take the step again.
