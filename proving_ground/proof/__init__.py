"""Proof that every scenario can fail: defects and the kill matrix."""
