"""JSON <-> typed records: a one-pass decoder where possible; else cattrs, which reads anything and counts what is new.

The rest of the package takes `Codec`, `Envelope`, `Model` and its fields, the counts of `drift`, and JSON text
by `jsontext`. Nothing here knows of HTTP.
"""
