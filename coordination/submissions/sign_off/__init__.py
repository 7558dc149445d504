"""Sign-off inside a body, before what it writes counts as handed in."""
