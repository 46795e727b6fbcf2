"""Readers of files that other systems export."""
