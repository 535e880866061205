"""What `make demo` shows: a shop, its similar products, a survey about them and its results."""
