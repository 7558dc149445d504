"""Station 6: telling. Decides who hears of an event and in which words; delivers from the outbox."""
