"""JSON <-> typed records: cattrs reads whatever comes and counts what is new; one pass reads the rest where it can.

The rest of the package takes `Codec`, `Envelope`, `Model` and its fields, the counts of `drift`, and plain JSON by
`jsontext`; which pass reads an answer is decided here. Nothing here knows of HTTP.
"""
