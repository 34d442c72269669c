"""The command line: demo, sandbox, doctor, request, operations, completion (extra ``cli``)."""
