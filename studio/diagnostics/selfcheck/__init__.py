"""`studio selfcheck`: what one machine does with its models, in numbers that can be sent to the developers."""
