"""Reference engines: real programs that know nothing of the suite that tests them."""
