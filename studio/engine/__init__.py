"""The parent's side of the process boundary: messages, the queue, and the supervision of the generation process."""
