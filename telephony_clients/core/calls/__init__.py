"""One logical call: its time limits, its attempts and the waits between them, and the parsing of the answer.

The clients take `Engine` and its results (`ParsedResponse`, `Response`) from the modules here. The only loop over
attempts is here.
"""
