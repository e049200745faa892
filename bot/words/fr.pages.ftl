# Chronologies en documents.

page-title = { $title } : chronologie
page-stories = { $count ->
    [one] { $n } histoire
   *[other] { $n } histoires
 }
page-span = { $stories }, du { $first } au { $last }.
page-made = Établie par Vigie le { $made }.
page-state = État
page-told-by = Racontée par
page-spread = { $outlets }, { $origins } ; en { $languages }
page-unknown-language = une langue inconnue
page-original = Original ({ $language })
page-sources = Sources
page-more = { $count ->
    [one] et { $n } article de plus
   *[other] et { $n } articles de plus
 }
page-references = Références
page-reference = Référence { $place }
page-outlet = { $source } ({ $language })
page-outlet-via = { $source } ({ $language }, origine { $origin })
