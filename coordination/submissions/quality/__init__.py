"""How whole, timely and usable what was handed in is."""
