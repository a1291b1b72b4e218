"""What words say: the traits a description asks for, a text's language, and how it is split to be spoken."""
