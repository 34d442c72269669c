"""One logical call: its bounds, the attempts and the waits between them, and what the answer means.

The client's house takes `Engine` and what it gives (`Received`, `Response`) from the modules here. The only loop over
attempts is here.
"""
