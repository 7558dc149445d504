"""What is asked of whom, what is answered already elsewhere, and the burden of it."""
