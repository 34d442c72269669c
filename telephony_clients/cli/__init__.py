"""The command line: demo, sandbox, doctor, request, operations (extra ``cli``)."""
