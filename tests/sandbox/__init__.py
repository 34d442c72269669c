"""Tests of the stand-ins, by a plain HTTP client: what they answer is what the vendors' docs say."""
