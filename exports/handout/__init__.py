"""Forms to be handed out (下发): Word and Excel files that entities fill in without the program, and the words that go with them."""
