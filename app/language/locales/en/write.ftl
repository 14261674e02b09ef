# The form that writes items.

write-loading = Loading the tables…
write-no-table = There is no table to write into
write-no-table-hint = The endpoint has no tables, or none is followed. Create one, or start Afterimage with |--table NAME|.
write-closed = The form is closed: this server only reads.
write-closed-how = To write to { $endpoint } from here, stop Afterimage and start it again with
write-closed-until = Until then the items can be |read|.
write-legend = The item to write
write-pending = Writing…
write-table = Table
write-key-unknown = The table has not been described yet, so its key is checked only when it is written.
write-keyed-by = Keyed by { $partition }.
write-keyed-by-two = Keyed by { $partition } and { $sort }.
write-action = Action
write-put = Put
write-update = Update
write-delete = Delete
write-put-item = Put item
write-update-item = Update item
write-delete-item = Delete item
write-put-about = Writes the whole item and replaces the one that is there.
write-update-about = Sends only the attributes that differ from the item as it was loaded.
write-delete-about = Deletes the item that the key attributes name; other attributes are not sent.
write-item = Item
write-use-template = Use template
write-load = Load as it is now
write-notation = Notation
write-replaced = What you had typed was replaced.
write-bring-back = Bring it back
write-go-there = Go there
write-size-label = Size of the item
write-size = { $size } of the 400 KB that DynamoDB keeps in an item
write-size-unknown = The size is counted once the text is readable.
write-size-delete = Only the key attributes are sent.
write-loading-item = Loading…
write-not-loaded = The item could not be loaded: { $why }
write-nothing-loaded = Nothing loaded: { $why }
write-no-such-item = There is no such item now: a put would create it.
write-not-converted = Not converted, because the text is not readable as it is: { $why }
write-json-syntax = not valid JSON: { $why }
write-json-object = must be a JSON object of attributes
write-json-deep = nested deeper than the { $most } levels that DynamoDB keeps
write-json-twice = this name stands twice
write-json-empty-set = a set cannot be empty; leave the attribute out instead
write-json-base64 = not valid base64: { $why }
write-json-one-tag = must be an object with exactly one type tag, such as {"{"}"S": "text"{"}"} or {"{"}"N": "1.5"{"}"}
write-json-unknown-tag = unknown type tag { $tag }: the tags are S, N, B, BOOL, NULL, L, M, SS, NS and BS
write-json-string = must be a JSON string
write-json-array = must be a JSON array
write-json-bare-number = a number is written as a JSON string, {"{"}"N": "1.5"{"}"}, to keep every digit
write-json-bool = BOOL takes true or false
write-json-null = NULL takes true
write-json-map = M takes an object
write-json-unknown-form = { $name } is none of $b, $n, $ss, $ns and $bs; a map with just this name is written {"{"}"$m": {"{"}"{ $name }": …{"}"}{"}"}
write-too-large = The item has { $size } bytes; DynamoDB keeps at most { $most } (400 KB).
write-key-missing = The key attribute { $name } is missing: add it as a { $wanted ->
    [N] number
    [B] binary
   *[S] string
}.
write-key-type = The key attribute { $name } is a { $is ->
    [N] number
    [B] binary
    [BOOL] boolean
    [NULL] null
    [L] list
    [M] map
    [SS] set of strings
    [NS] set of numbers
    [BS] set of binaries
   *[S] string
}; this table keys it as a { $wanted ->
    [N] number
    [B] binary
   *[S] string
}.
write-key-empty = The key attribute { $name } is empty, which DynamoDB does not allow.
write-load-first = Load the item first: an update sends what differs from the item as it was loaded.
write-key-changed = An update cannot change the key: load that item, or put this one as a new item.
write-nothing-differs = Nothing differs from the item as it was loaded: there is nothing to send.
write-only-if-absent = Only if no item with this key exists
write-preview = What will change
write-preview-nothing = Nothing to compare with yet. Write the key and choose “Load as it is now”: the update then sends what you change.
write-preview-unreadable = Shown once the text is readable.
write-taken = DynamoDB took it.
write-written = { $count ->
    [one] { $shown } attribute written.
   *[other] { $shown } attributes written.
}
write-see-change = See change { $id }
write-arrived = , which arrived through the stream.
write-not-arrived = No change has arrived yet: the stream may be off, or nothing differed. The item's page will show it.
write-timeline = Timeline of { $item }
