"""What is measured: one module for each client, which imports only that client.

Each factory is an async context manager that gives a function: one call that tells how many records it read, a walk
over the pages of a list, or a decoder of a body.
"""
