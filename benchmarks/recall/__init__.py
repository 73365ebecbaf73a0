"""Would the suite have caught the bugs that people really fixed? `python -m benchmarks.recall`."""
