# Whether the program does its work, and how well. $shown is what is written of $count.

health-title = Health
health-loading = Asking every part…
health-outdated = The report below is not up to date. { $error }
health-for-programs = For programs: | and |; the whole HTTP API: |.

# The verdict and the checks.
health-verdict = Verdict
health-live = live
health-not-live = not live
health-ready = ready
health-not-ready = not ready
health-archive-stopped = The archive does not take changes: restart the program, and see its log for the reason.
health-all-well = Changes are captured, archived and shown.
health-parts-dead = { $count ->
    [one] One part does not do its work.
   *[other] { $count } parts do not do their work.
}
health-since = since
health-lasting = , for { $duration }
health-checks = Checks
health-column-part = Part
health-column-state = State
health-column-detail = Detail
health-state-ok = ok
health-state-retrying = retrying
health-state-failing = failing

# The figures.
health-fact-version = version
health-fact-running-for = running for
health-fact-source = source
health-fact-tables = tables
health-fact-open-shards = open shards
health-fact-changes = changes
health-fact-items = items
health-fact-gaps = gaps
health-fact-archive-on-disk = archive on disk
health-fact-per-change = per change
health-fact-lag = lag
health-fact-stream-reads = stream reads
health-fact-last-archived = last archived
health-nothing-yet = nothing yet
health-lag-unknown = not known yet
health-reads = { $reads } a month at this pace, { $price } at us-east-1's prices
health-reads-free = free

# The streams.
health-streams = Streams
health-no-table = No table is followed.
health-column-table = Table
health-column-shards = Shards
health-column-behind = Behind
health-column-caught-up-at = Caught up at
health-column-last-error = Last error
health-shards-failing = { $count ->
   *[other] { $shown } failing
}
health-shards-reading = { $count ->
   *[other] { $shown } reading
}
health-shards-waiting = { $count ->
   *[other] { $shown } waiting
}
health-shards-drained = { $count ->
   *[other] { $shown } drained
}
health-stream-off = the stream is off
health-table-gone = the table is gone
health-no-shard-yet = none known yet
health-caught-up = caught up
