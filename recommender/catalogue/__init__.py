"""Bringing a shop's products and photographs in."""
