# The search of the archive, its charts, and saved views.

search-searching = Searching…
search-everything = Search everything that was archived
search-everything-hint = Words are found in keys and values, however long ago. Terms narrow it down:
search-example-table = everything in a table
search-example-removed = what was removed from it
search-example-attribute = changes whose image carries an attribute
search-example-changed = where an attribute turned into something else
search-example-hour = the last hour's modifications
search-example-expired = what expired
search-views = Saved views
search-views-none = None yet: search, and give the query a name.
search-view-name = Name
search-view-save = Save view
search-view-replace = Replace
search-view-saved = Saved as { $name }.
search-view-taken = There is a view named { $name } already. Press again to replace it.
search-view-change = Change
search-view-name-of = Name of { $name }
search-view-rename = Rename
search-view-renamed = Renamed to { $name }.
search-view-taken-already = There is a view named { $name } already: choose another name.
search-view-delete = Delete
search-view-deleted = Deleted { $name }.
search-view-loading = Looking the view up…
search-view-opening = Opening the view…
search-charts = Charts
search-show-charts = Show charts
search-hide-charts = Hide charts
search-counting = Counting…
search-modified = modified
search-inserted = inserted
search-removed = removed
search-baseline = baseline
search-legend = { $count } { $name }
search-chart = Changes from { $from } to { $to }: { $modified } modified, { $inserted } inserted, { $removed } removed, { $baseline } of baselines. The table below has each bar.
search-bar = a bar is { $long }
search-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
search-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
search-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
search-all-counted = all { $total } changes counted
search-counted = the newest { $scanned } of { $total } changes counted
search-count-further = Count further
search-as-table = As a table
search-over-time = Changes over time
search-from-utc = From (UTC)
search-from = From
search-to = To
search-range = { $from } to { $to }
search-only-this-time = Only this time
search-hottest-items = Items changed most
search-hottest-attributes = Attributes changed most
search-attributes-counted = Attributes: { $counted }
search-look-further = Look further
search-progress = looked at { $scanned } of { $total } changes · { $found } found
search-progress-back = looked at { $scanned } of { $total } changes, back to { $date } · { $found } found
search-progress-up = looked at { $scanned } of { $total } changes, up to { $date } · { $found } found
search-order = Order
search-newest = Newest first
search-oldest = Oldest first
search-cancel = Cancel
search-continue = Continue
search-found = Changes found
search-nothing = Nothing in the archive matches. Terms are joined by AND: leave one out, or write OR between them.
search-whole = The whole archive was searched.
search-further = Searching further…
search-further-results = Further results
search-load-more = Load more
