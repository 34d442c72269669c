"""dlt's REST source, into Parquet by its filesystem destination; extraction, normalisation and load as it does them."""

import os
from pathlib import Path
from typing import Any

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"  # read when dlt is imported

import dlt
from dlt.destinations import filesystem
from dlt.sources.rest_api import rest_api_source


def pull(api_key: str, base_url: str, folder: Path) -> int:
    """Pull all calls of an account into a folder; return how many there were."""
    config: Any = {
        "client": {
            "base_url": f"{base_url}/",
            "auth": {"type": "bearer", "token": api_key},
            "paginator": {"type": "page_number", "base_page": 1, "total_path": "pagination.last_page"},
        },
        "resources": [
            {
                "name": "calls",
                "primary_key": "id",
                "endpoint": {"path": "calls", "params": {"per_page": 100}, "data_selector": "data"},
            }
        ],
    }
    pipeline = dlt.pipeline(
        "calls",
        pipelines_dir=str(folder / "pipelines"),
        destination=filesystem(bucket_url=(folder / "files").as_uri()),
        dataset_name="calls",
    )
    pipeline.run(rest_api_source(config), loader_file_format="parquet")
    return int(pipeline.last_trace.last_normalize_info.row_counts["calls"])
