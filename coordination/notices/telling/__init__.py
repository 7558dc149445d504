"""From an event to its notices and their letters: who is told, in which words, with which papers."""
