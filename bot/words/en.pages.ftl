# Timelines as documents.

page-title = { $title }: timeline
page-stories = { $count ->
    [one] 1 story
   *[other] { $n } stories
 }
page-span = { $stories }, { $first } to { $last }.
page-made = Made by Vigie on { $made }.
page-state = State
page-told-by = Told by
page-spread = { $outlets }, { $origins }; in { $languages }
page-unknown-language = an unknown language
page-original = Original ({ $language })
page-sources = Sources
page-more = { $count ->
    [one] and 1 more item
   *[other] and { $n } more items
 }
page-references = References
page-reference = Reference { $place }
page-outlet = { $source } ({ $language })
page-outlet-via = { $source } ({ $language }, origin { $origin })
