"""Ways of comparing product pictures: the contract, the registry, one file an algorithm.

Pure: knows neither Django nor Celery, and importing it imports no network library.
"""
