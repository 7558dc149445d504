"""Station 3: running cycles. Opens and closes steps, keeps what every body owes and by when."""
