"""What can be done to the evidence, each act in one transaction."""
