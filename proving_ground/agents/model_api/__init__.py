"""A model that says what a script tells: the APIs of both vendors, on loopback.

It stands behind the real CLIs where they take the place of the stand-ins, and plays the same
script as those.
"""
