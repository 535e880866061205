"""One command a table of docs/performance.md: `python -m benchmarks.NAME`."""
