# One item's page: its timeline, its versions, two of them compared, and bringing one back.

item-loading = Loading the item's timeline…
item-chosen = The chosen version
item-version-loading = Loading the version…
item-unnamed = Item
item-of-another = Change { $id } is of another item.
item-no-key = The address names no item: { $reason }.
item-none-title = Nothing is archived of this item
item-none-hint = It may be spelled differently, or it has not changed since capture began. |See the table's items|, or |write it|.
# What is known of the item as a whole.
item-breadcrumb = Breadcrumb
item-alive = alive
item-deleted = deleted
item-bring-back = Bring it back…
item-bring-back-about = Restore the item as it was before it was deleted
item-compare-open = Compare…
item-all-changes = all changes of this item
item-versions = versions
item-first-seen = first seen
item-last-seen = last seen
item-captured = captured
item-captured-first-version = from the first version
item-captured-later-version = from a later version
# The line of its life, and the timeline below it.
item-life = { $versions } versions and { $quiet } quiet stretches
item-quiet = quiet for { $long }
item-timeline = Timeline
item-jump = Go to
item-jump-example = v42 or 2026-11-22
item-jump-go = Go
item-jump-problem = { $text } is neither a version like v42 nor a time like 2026-11-22T14:09:17Z (a day, or a time to the minute, is read as UTC).
item-as-of-open = As of…
item-attributes-open = Attributes…
item-newer-versions = { $count ->
    [one] { $shown } newer version
   *[other] { $shown } newer versions
}
item-versions-up-to = Versions up to { $version }
item-versions-loading = Loading version { $version } and older…
item-gap = Gap. |Between | and | changes of this table were trimmed before they were read: some may have been this item's. |The gaps
item-by = by { $actor }
item-beginning-captured = Captured from the first version.
item-beginning-older = The item is older than its first version here: what happened before capture began is not in the archive.
# One version.
item-all-versions = All versions
item-version-of = Version { $version } of { $versions }
item-compare-with-now = Compare with now
item-restore-open = Restore…
item-restore-about = Bring the item back to version { $version }
item-views = Views of the version
item-view-new = v1 is new
item-view-against = v{ $version } against v{ $before }
item-view-item = Item at v{ $version }
item-view-record = Record
item-view-deleted = Version { $version } deleted the item: there is none.
item-version-before = The version before
item-version-after = The version after
# The item as it was at a moment. Where | stands at an end, it keeps the space beside it.
item-as-of-loading = Loading the item as it was…
item-back-to-now = Back to now
item-as-of = As of
item-as-of-version = As of version { $version }
item-was-in-force = was in force, since
item-had-removed-it = had removed it, at
item-until = , until | at |
item-not-existing-yet = It did not exist yet
item-before-its-first = Before its first version in the archive
item-gap-noticed = A gap in the table's changes was noticed at |, after this version: there may have been others that the archive never saw. |The gaps
item-as-of-derived = Derived: this version's record carries no image; the next one's tells what was there before.
item-unknown = This cannot be known
item-unknown-before-capture = The item is older than its first version in the archive. What it was before that, and since when it existed, is not in the archive.
item-unknown-not-carried = The stream's view type { $view_type } carried no image of the item here, neither with this version nor with the next.
item-unknown-until-next = The stream's view type { $view_type } tells what was there before a change: this version will be known once the item changes again.
item-removed = There was no item
item-removed-by = Version { $version } had removed it.
item-not-yet = There was no item yet
item-not-yet-why = Its first version is the one that made it.
item-slider = Moment in the item's life
item-slider-version = version { $version }, { $time }
item-slider-before = before the first version
item-show = Show
item-older = Older
item-newer = Newer
# One attribute over the item's life.
item-attribute-loading = Loading the attribute's history…
item-attribute-choose = Choose an attribute
item-attributes-over-time = Attributes over time
item-attribute-over-time = { $attribute } over time
item-attributes = The item's attributes
item-attribute-path = Path
item-attribute-looked = { $steps } within versions { $from } to { $to } of { $versions }.
item-older-versions = Older versions
item-newest = Newest
item-stretches = Stretches of the life
item-held-absent = no such attribute
item-held-no-item = no item
item-held-unknown = cannot be known
item-chart-steps = Step chart of { $path }, version { $from } to { $to }; the table below says the same
item-chart-ribbon = Ribbon of { $path }, version { $from } to { $to }; the table below says the same
item-chart-left-out = { $count } of { $steps } steps left out of the drawing; lowest and highest are kept
item-steps-left-out = { $count ->
    [one] { $shown } older step more are left out of the table.
   *[other] { $shown } older steps more are left out of the table.
}
item-values = Values
item-since = Since
item-time = Time
item-value = Value
# Two moments compared: versions by their number, now as 0.
item-comparing = Comparing…
item-back = Back to the item
item-moment = { $version ->
    [0] Now
   *[other] Version { $version }
}
item-moment-now = now
item-compared = { $is ->
    [0] Now
   *[other] Version { $is }
} against { $was ->
    [0] now
   *[other] version { $was }
}
item-close-comparison = Close the comparison
item-was = Was
item-is = Is
item-side-absent = there is no item
item-side-unknown = not known
item-side-now = in DynamoDB, read consistently
item-pick = What is compared
item-pick-field = A version's number, or now
item-pick-unreadable = { $field }: { $text } is no version: write a number from 1, or now for the item as it is in DynamoDB.
item-pick-missing = { $field }: the item has no version { $version }; its versions are 1 to { $versions }.
item-pick-swap = Swap
item-pick-swap-both = Swap both sides
item-pick-compare = Compare
item-pick-none = There is none
item-pick-no-step = { $step } (there is none)
item-was-older = Was: the version before
item-was-newer = Was: the version after
item-is-older = Is: the version before
item-is-newer = Is: the version after
item-quick-pairs = Pairs that are asked for most
item-quick-now = Newest and now
item-quick-newest = Newest two
item-quick-life = First and newest
# Bringing the item back to a version.
item-read-only = This server only reads: start it with --allow-writes to restore.
item-restore-no-version = { $text } is no version: the address names the number of the one to restore.
item-restore-loading = Reading the item from DynamoDB…
item-restore-question = Restore version { $version }?
item-restore-delete-question = Delete the item, as it was deleted at version { $version }?
item-restore-promise = Only what differs is written, and only if the item still is exactly as shown here when you decide. It arrives as a new version: nothing of the history is lost.
item-restore-promise-written = There is no such item now. It is written again, if there still is none when you decide.
item-restore-promise-deleted = The item is deleted, if it still is exactly as shown here when you decide.
item-now = Now
item-then = Then
item-as-at = As at { $moment }
item-restore-behind = The item is not as its newest archived version, { $version }: a change is still on its way, was lost in a gap, or was never captured. What is compared is the item as it is now.
item-restore-now-unknown = It is not known how the item is now, so nothing can be promised.
item-restore-then-unknown = It is not known how the item was then.
item-restore-nothing = The item is as it was then: there is nothing to restore.
item-restore = Restore
item-restore-delete = Delete the item
item-restore-writing = Writing…
item-restore-cancel = Cancel
item-restore-moved = The item has moved.
item-restore-failed = Not restored.
item-restore-new-preview = Below is a new preview, of the item as it is now.
item-restored = Version { $version } is restored.
item-restore-written = { $count ->
    [one] { $shown } attribute written.
   *[other] { $shown } attributes written.
}
item-restore-arrived = It arrived as |.
item-restore-not-arrived = Its change has not arrived yet: the stream may be off or slow. The timeline will show it.
item-restore-undo = Undo: restore version { $version }…
item-restore-unforeseen = Between the preview and the write somebody added { $names }, which is of neither version. What was added is kept where there still is an item.
