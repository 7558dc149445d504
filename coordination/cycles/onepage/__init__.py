"""The year of a cycle on one page: steps in time, where each province stands, as read model and as wall sheet."""
