# The query line: what may come next in it, and what is wrong with it. Fields and signs are typed as they stand here.

query-label = Query
query-placeholder = Filter: table:demo-orders op:modify changed:status free text
query-clear = Clear the query
query-options = What may come next
query-field-table = a table by name: table:demo-orders
query-field-op = insert, modify, remove or baseline
query-field-key = a key value, or its beginning: key:order*
query-field-item = one item by its whole key: item:order_id=O-1
query-field-changed = a place that differs: changed:address.city
query-field-attr = an attribute, before or after: attr:total>100
query-field-new = an attribute after the change: new.status:paid
query-field-old = an attribute before the change: old.status:pending
query-field-at = when: at:2026-11-01..2026-11-07 or at:-2h..
query-field-actor = who did it: actor:ttl
query-field-view = what the stream carries: view:keys_only
query-or = or what comes next
query-table = a table
query-attribute = an attribute
query-actor = who did it
query-op = what happened
query-view = what the stream carries
query-quarter-hour = the last quarter of an hour
query-hour = the last hour
query-day = the last 24 hours
query-week = the last seven days
query-month = the last thirty days
query-is = is
query-is-more = is more than
query-is-at-least = is at least
query-is-less = is less than
query-is-at-most = is at most
query-contains = contains

# $word and $text are what was written, in quotes or without, as they are to be shown.
query-too-long = A query has at most { $most } characters.
query-too-many-terms = A query has at most { $most } conditions.
query-too-deep = Parentheses and negations nest at most { $most } deep.
query-closes-nothing = This parenthesis closes nothing; remove it or put it in quotes.
query-open-parenthesis = This parenthesis is never closed; close it, or put it in quotes.
query-open-quote = This quote is never closed; a quote within a text is written \".
query-lone-or = OR stands between two conditions; put it in quotes to look for the word.
query-lone-minus = A minus negates what follows it, and nothing does.
query-minus-and-blank = A minus stands right before what it negates, without a blank.
query-lone-colon = A colon follows the name of a field, as in table:demo-orders.
query-no-field = There is no field { $word }; the fields are { $fields }. Put the text in quotes to look for it.
query-nearly-field = There is no field { $word }; did you mean { $meant }? Put the text in quotes to look for it.
query-needs-point = { $word } is followed by a point and an attribute's name, as in { $word }.status:paid.
query-needs-value = { $before } needs a value right after it; a value with blanks stands in quotes.
query-sign-needs-value = The sign after an attribute's name needs a value right after it; a value with blanks stands in quotes.
query-no-item-key = { $text } is no item's key ({ $reason }); it is written like item:order_id=O-1.
query-no-op = { $text } is no op: the ops are insert, modify, remove and baseline.
query-no-view-type = { $text } is no view type: they are keys_only, new_image, old_image and new_and_old_images.
query-unkept-number = { $text } is no number that DynamoDB keeps (38 digits, up to 9.99e125); put it in quotes to compare it as text.
query-two-signs = One of : = > >= < <= and ~ follows the name; put a value that begins with such a sign in quotes.
query-star-and-sign = A star for beginning with goes with a colon, not with { $sign }; put it in quotes.
query-star-after-name = A star stands after the beginning of a name only in changed:, or after a value: attr:status:pa*.
query-star-after-position = A star follows the beginning of a name, as in changed:addr*.
query-unequal = There is no !=; write a minus before the condition: -attr:status:paid.
query-name-ends = A name ends here; a name with such signs stands in quotes, each step on its own: "a b".c.
query-name-with-blanks = Names with blanks, parentheses or quotes in them stand in quotes.
query-needs-name = An attribute's name is needed here, as in status or address.city; put a name with blanks, dots or signs in quotes.
query-too-many-steps = A place has at most { $most } steps; DynamoDB nests no deeper.
query-bad-position = A position in a list is a number from 0 to { $most } in brackets, as in lines[0]; a name with a bracket stands in quotes.
query-relative-time = Relative times mean nothing here; write a date, as in at:2026-11-01..
query-lone-moment = { $text } alone is a moment; write at:{ $text }.. for everything since then.
query-endless-range = A range has at least one end, as in at:2026-11-01.. or at:..2026-11-07.
query-backward-range = The range ends before it begins; write the earlier time first.
query-year-too-far = Times are in the years 0000 to 9999.
query-no-time = { $text } is no time; write one like 2026-11-01, 2026-11-01T14:09, 2026-11-01T14:09:17Z or -2h, and a range like 2026-11-01..2026-11-07.
query-no-relative-time = { $text } is no relative time; write a whole number and s, m, h, d or w, as in -30m or -7d.
query-too-far-back = { $text } is too far back; relative times reach back a hundred years.

# Why a text is no item's key: the reason within query-no-item-key.
query-key-count = an item key has one or two attributes, not { $count }
query-key-pair = { $part } is not name=value
query-key-value = { $name }: { $reason }
query-key-type = a key is a string, a number or binary, not a { $kind }
query-key-letter = unknown type { $letter }: the types are S, N and B
query-key-base64 = not valid base64: { $reason }
query-no-number = { $text } is not a decimal number
query-too-many-digits = { $text } has more than { $most } significant digits
query-number-out-of-range = { $text } is outside what DynamoDB keeps: 1e{ $least } to 9.99e{ $most }
