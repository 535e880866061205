"""What browsers ask for: the doors, the participant's pages, the results."""
