# One change, on its page and beside lists, and what differs between two images.

change-title = Change { $id }
change-loading = Loading the change…
change-no-number = { $text } is no change's number.
change-none-title = There is no such change
change-none-hint = Changes are numbered as they are archived. The newest are on the |live feed|; every item's are on its page, under |Items|.
# A change is named within a sentence by its number, and a version by its own.
change-number = change { $id }
change-version = version { $version }
change-version-of = version { $version } of { $versions }
change-open-timeline = Open timeline
change-previous = The item's change before
change-next = The item's change after
change-actor-not-told = not told by the stream
change-created = created
change-received = received
change-archived = archived
change-shard = shard
change-sequence = sequence
change-actor = actor
change-size = size
change-tabs = The change
change-tab-changes = Changes { $count }
change-before = Before
change-after = After
change-derived-before = Derived: the record does not carry the image before, so it was taken from the one of |, the item's change before this one.
change-derived-after = Derived: the record does not carry the image after, so it was taken from the one of |, the item's change after this one.
change-no-image-before = The record carries no image of the item before the change.
change-no-image-after = The record carries no image of the item after the change.
# Why it is not known how the item was: the first sentence and the second.
change-came-through = Version { $version } came through a stream with the view type { $view_type }.
change-came-through-since = Version { $version } came through a stream with the view type { $view_type }, on since { $since } UTC.
change-why-no-image-before = Its record carries no image of the item before the change, and no earlier change in the archive carries it instead.
change-why-no-image-after = Its record carries no image of the item after the change, and no later change in the archive carries it instead.
change-now-not-told = DynamoDB did not tell how the item is now. { $message }
change-copy = Copy
change-notation = Notation
change-layout = Layout of the differences
change-inline = Inline
change-side-by-side = Side by side
# What happened. The stream's own names stay; a badge and a sign's name say them.
change-op-insert = insert
change-op-modify = modify
change-op-remove = remove
change-op-expired = expired
change-op-baseline = baseline
# A change in one line: "status paid → refunded · refund added · 3 more".
change-new-item = new item
change-added = added
change-removed = removed
change-changed = changed
change-more = { $count } more
change-unchanged = nothing changed
change-not-carried = changed · the stream carries no images to compare
change-restored-version = restored version { $version }
change-restored = Restored |.
change-restored-later = Restored later, as |.
# Differences, each with the path, what was and what is.
change-diff-nothing = Nothing differs.
change-diff-show-more = Show { $count } more
change-diff-left = of { $shown } differences left
change-diff-was-or-is = Was or is
change-diff-attribute = Attribute
change-diff-value = Value
change-diff-unchanged = … { $count } unchanged
change-diff-unchanged-more = { $shown } more, which the image has.
change-diff-side-by-side = Differences, side by side
change-diff-absent = not there
change-was = was
change-is = is
change-elements-left = { $count ->
    [one] element left the set
   *[other] { $count } elements left the set
}
change-elements-joined = { $count ->
    [one] element joined the set
   *[other] { $count } elements joined the set
}
change-removed-here = removed from here
change-inserted-here = inserted here
change-same-number = the same number, written otherwise
change-type-became = { $old } became { $new }
change-differs-from-byte = differs from byte { $byte } on
change-type-string = string
change-type-number = number
change-type-binary = binary
change-type-boolean = boolean
change-type-null = null
change-type-list = list
change-type-map = map
change-type-string-set = set of strings
change-type-number-set = set of numbers
change-type-binary-set = set of binaries
change-type-raw = raw JSON
