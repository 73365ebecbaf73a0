"""The stand-ins for `claude`, `codex` and `bd`: what an engine finds on PATH instead of them.

Every agent call starts one of these, so start-up counts: standard library only, no module on the
common path that pulls in `re`, `typing` or `enum`; rare acts import what they need. In a trial the
modules come from one file (`agents/shims.py`); `python -m benchmarks.start_up` measures a call.
"""
