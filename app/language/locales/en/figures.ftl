# Counts, sizes and durations. $shown is what is written of $count.

figures-just-now = just now
figures-ago = { $long } ago
figures-idle = { $long } without a change
figures-days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
figures-attempts = { $count ->
    [one] { $shown } attempt
   *[other] { $shown } attempts
}
figures-attributes = { $count ->
    [one] { $shown } attribute
   *[other] { $shown } attributes
}
figures-changes = { $count ->
    [one] { $shown } change
   *[other] { $shown } changes
}
figures-gaps = { $count ->
    [one] { $shown } gap
   *[other] { $shown } gaps
}
figures-items = { $count ->
    [one] { $shown } item
   *[other] { $shown } items
}
figures-shards = { $count ->
    [one] { $shown } shard
   *[other] { $shown } shards
}
figures-steps = { $count ->
    [one] { $shown } step
   *[other] { $shown } steps
}
figures-tables = { $count ->
    [one] { $shown } table
   *[other] { $shown } tables
}
figures-versions = { $count ->
    [one] { $shown } version
   *[other] { $shown } versions
}
