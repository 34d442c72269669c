"""What a bulk pull costs, beside other tools on the same sandbox, and whether it keeps every row whatever happens."""
